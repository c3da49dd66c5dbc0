"""From an outlay to a budget: who pays, when, and what is left when money runs short."""
