"""`python -m tests.golden`: pin the figures of the code as it stands."""

from simulation import __version__
from tests.golden.figures import write

write(__version__)
