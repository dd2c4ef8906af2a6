"""What survives doubt: near plans, figures that flip, the worst case, trade-offs."""

from planner.explain.doubt.demand import USUAL, Doubting
from planner.explain.doubt.tables import FILES, Doubted, doubted, write_doubt

__all__ = ["FILES", "USUAL", "Doubted", "Doubting", "doubted", "write_doubt"]
