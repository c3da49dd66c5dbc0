"""`python -m simulation` is the command `outlay`."""

from simulation.cli import main

main()
