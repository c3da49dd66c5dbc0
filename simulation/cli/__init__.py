"""The command line: `outlay`."""
