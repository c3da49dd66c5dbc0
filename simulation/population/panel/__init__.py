"""A real roster: tables of enterprises, projects, models, products, scenes, fund and payments."""

from simulation.population.panel.reading import Panel, read_panel
from simulation.population.panel.tables import TABLES, Column, Table
from simulation.population.panel.template import write_template

__all__ = ["TABLES", "Column", "Panel", "Table", "read_panel", "write_template"]
