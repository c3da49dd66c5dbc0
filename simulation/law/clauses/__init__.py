"""The lines of outlay, one file each: the rule in the order of its clause."""
