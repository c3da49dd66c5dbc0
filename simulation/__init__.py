"""Cost of a subsidy policy before the money is promised.

Three nouns and one verb: a Scenario and a Population go into `simulate`, an Outlay comes out.
"""

__version__ = "0.1.2"
