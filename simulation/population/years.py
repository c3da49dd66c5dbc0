"""The years that a roster, a payment and a scenario may speak of, everywhere the same."""

from __future__ import annotations

FIRST_YEAR, LAST_YEAR = 2015, 2035
# A policy that ends in LAST_YEAR still pays: an award comes in at most six yearly instalments.
MOST_INSTALMENTS = 6
LAST_FISCAL_YEAR = LAST_YEAR + MOST_INSTALMENTS - 1
