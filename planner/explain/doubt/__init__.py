"""What survives doubt: near plans, figures that flip, the worst case, trade-offs."""

from planner.explain.doubt.asked import USUAL, Doubting
from planner.explain.doubt.written import FILES, Doubted, doubted, write_doubt

__all__ = ["FILES", "USUAL", "Doubted", "Doubting", "doubted", "write_doubt"]
