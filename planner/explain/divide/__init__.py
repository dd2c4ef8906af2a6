"""Division: a unit divided along its settlements, where no merger of whole units is enough."""

from planner.explain.divide.outputs import FILES, RECORD, divide_sentences, write_divided
from planner.explain.divide.proposals import Divided, Proposal, divided

__all__ = [
    "FILES",
    "RECORD",
    "Divided",
    "Proposal",
    "divide_sentences",
    "divided",
    "write_divided",
]
