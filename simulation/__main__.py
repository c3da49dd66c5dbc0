"""`python -m simulation` is the command `outlay`."""

from simulation.cli.main import main

main()
