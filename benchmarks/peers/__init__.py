"""Other ways to solve HT-262, one function for each; none of them judges its own plan."""

from peers.compact import hess_flow
from peers.cover import Pool, cbc, cp_sat, highs
from peers.max_p import pygeoda_max_p, spopt_max_p
from peers.outcome import Outcome

__all__ = [
    "Outcome",
    "Pool",
    "cbc",
    "cp_sat",
    "hess_flow",
    "highs",
    "pygeoda_max_p",
    "spopt_max_p",
]
