"""Who claims: curves, the default facts of fields and districts, and real rosters."""
