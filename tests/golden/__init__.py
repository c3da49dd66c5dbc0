"""The figures that a version stands for, pinned to the last bit; `python -m tests.golden` writes them anew."""
