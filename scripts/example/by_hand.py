"""Invented firms, models, projects and products that stand on the lines of the law, one on each side.

Money in 万元, vehicles in numbers; a tuple of four runs over YEARS.
"""

from __future__ import annotations

from collections.abc import Mapping

YEARS = (2021, 2022, 2023, 2024)

# Firms by hand: exact facts of 2021–2024; what else they report is dice.
AT_THE_THRESHOLD: tuple[tuple[str, Mapping[str, tuple[float, ...]]], ...] = (
    # Clause 4: purchases of 1,000, the increment, 上年同比保持增长, the cap of 500.
    ("robots", {"parts_purchases": (700, 850, 1000, 1200)}),
    ("robots", {"parts_purchases": (700, 850, 999.99, 1200)}),
    ("robots", {"parts_purchases": (1500, 1400, 1900, 2300)}),
    ("robots", {"parts_purchases": (1500, 1600, 1600, 1500)}),
    ("robots", {"parts_purchases": (6000, 8000, 18000, 28000.02)}),
    ("robots", {"parts_purchases": (6000, 8000, 9000, 19000)}),
    ("additive", {"parts_purchases": (600, 900, 1000, 999)}),
    # Clause 3: output of 1, 5 and 10 亿元 for the first time, growth of 20%, 上年同比保持增长.
    ("connected_vehicle", {"output_value": (7000, 8000, 10000, 12500)}),
    ("connected_vehicle", {"output_value": (7000, 8000, 9999.99, 12500)}),
    ("connected_vehicle", {"output_value": (38000, 45000, 54000, 66000)}),
    ("connected_vehicle", {"output_value": (38000, 45000, 53999, 66000)}),
    ("connected_vehicle", {"output_value": (60000, 80000, 100000, 130000)}),
    ("hydrogen_vehicle", {"output_value": (9000, 8000, 11000, 15000)}),
    ("hydrogen_vehicle", {"output_value": (3000, 5000, 7500, 10500)}),
    # Clause 2: 75% of capacity, half of it new-energy; purchases of 1 亿元 and 2% more; the caps.
    ("vehicle_oem", {"vehicle_output": (60000, 70000, 75000, 91000), "approved_capacity": (100000,) * 4,
                     "nev_output": (20000, 33000, 37500, 62000), "value_added": (90000, 100000, 112000, 151000),
                     "parts_purchases": (300000, 350000, 357000, 500000)}),
    ("vehicle_oem", {"vehicle_output": (98000, 104000, 112499, 121000), "approved_capacity": (150000,) * 4,
                     "nev_output": (90000, 98000, 110000, 119000), "value_added": (110000, 121000, 130000, 144000),
                     "parts_purchases": (210000, 230000, 234599, 262000)}),
    ("vehicle_oem", {"vehicle_output": (52000, 50000, 58000, 64000), "approved_capacity": (70000,) * 4,
                     "nev_output": (12000, 19000, 28999, 41000), "value_added": (70000, 64000, 71000, 83000),
                     "parts_purchases": (160000, 151000, 172000, 190000)}),
    ("vehicle_oem", {"vehicle_output": (1500, 1700, 1900, 2300), "approved_capacity": (5000,) * 4,
                     "nev_output": (1500, 1700, 1900, 2300), "value_added": (3900, 4300, 4800, 5600),
                     "parts_purchases": (8100, 9200, 9999.99, 12400)}),
)  # fmt: skip
# Vehicle models: maker (n-th of the field), year of listing, sales of 2021–2024; 50 and 100 亿元 are the tiers.
MODELS = (
    (1, 2022, (None, 210000, 560000, 610000)),
    (1, 2023, (None, None, 500000, 1000000)),
    (2, 2023, (None, None, 499999.99, 530000)),
    (2, 2024, (None, None, None, 180000)),
    (3, 2023, (None, None, 88000, 140000)),
    (4, 2023, (None, None, 7200, 9900)),
)
# Projects on the lines of clause 1: investment of 2,000, the yearly cap of 1,000.
PROJECTS = ((2000.0, 1500.0, 6.0), (1999.99, 1200.0, 12.0), (310000.0, 150000.0, 12.0))
# First-set products on the lines of clause 5: recognised, (insured sum, premium, sales) by year from 2021.
PRODUCTS = (
    (2021, ((4000, 100, 0), (4000, 100, 0), (4000, 100, 0), (4000, 100, 0))),
    (2021, (None, None, (0, 0, 900), (0, 0, 1400))),
    (2020, (None, None, (0, 0, 900), (0, 0, 1400))),
    (2023, (None, None, (0, 0, 3000.1), (0, 0, 3000))),
    (2023, (None, None, (1000, 20, 180), (1000, 20, 2600))),
    (2022, (None, (26000, 560, 0), (26000, 560, 0), (26000, 560, 0))),
)
FUND = (
    (2023, "yuhang", 10000.0, 10000.0),
    (2024, "xiaoshan", 15000.0, 18000.0),
    (2024, "qiantang", 8000.0, 5000.0),
)
