"""The rules alone on a roster: what each claimant gets, why, and the page that says so."""
