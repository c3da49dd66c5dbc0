"""A real roster: tables of enterprises, projects, models, products, scenes, fund and payments."""

from simulation.panel.reading import Panel, read_one, read_panel, read_payments
from simulation.panel.tables import TABLES, Column, Table
from simulation.panel.template import payments_example, write_template

__all__ = [
    "TABLES",
    "Column",
    "Panel",
    "Table",
    "payments_example",
    "read_one",
    "read_panel",
    "read_payments",
    "write_template",
]
