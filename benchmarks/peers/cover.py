"""Solvers that get the whole pool at once: CP-SAT, HiGHS and CBC.

min Σ c·x, each unit in exactly one group, x ∈ {0, 1}.  The pool holds only
groups that the rules accept, so the peers are spared what our first stage
has to find out.  HiGHS and CBC run with one thread: with two, on cores that
other work used too, HiGHS had no bound after a minute and CBC no proof.
"""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np
import numpy.typing as npt
import pulp
from ortools.sat.python import cp_model
from scipy import sparse

from peers.outcome import THREADS, Outcome, labels_of
from planner.optimize.bound.highs import Silent

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pool:
    """The groups that a plan may be made of.

    Attributes
    ----------
    members : csr_array of int64, shape (m, n)
        1 where a unit is a member.
    cost : ndarray of int64, shape (m,)
        To be minimised, in whole steps; −1 each for most groups.
    steps : float
        Steps in one unit of the goal; negative where the goal is to have most.
    """

    members: sparse.csr_array
    cost: IntArray
    steps: float


def cp_sat(pool: Pool, limit_s: float) -> Outcome:
    """Ask CP-SAT: one "exactly one" for each unit."""
    start = time.perf_counter()
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in range(len(pool.cost))]
    by_unit = pool.members.tocsc()
    for a, b in zip(by_unit.indptr[:-1], by_unit.indptr[1:]):
        model.add_exactly_one(chosen[g] for g in by_unit.indices[a:b])
    model.minimize(cp_model.LinearExpr.weighted_sum(chosen, pool.cost.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit_s
    solver.parameters.num_workers = THREADS
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    labels = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        picked = np.flatnonzero([solver.boolean_value(x) for x in chosen])
        labels = labels_of(pool.members, picked)
    bound = solver.best_objective_bound / pool.steps
    return Outcome(labels, bound, time.perf_counter() - start, solver.status_name(status))


def highs(pool: Pool, limit_s: float) -> Outcome:
    """Hand the whole pool to the branch and bound of HiGHS."""
    start = time.perf_counter()
    m, n = pool.members.shape
    # The goal's own unit: HiGHS has absolute tolerances.
    cost = pool.cost / abs(pool.steps)
    x, bound, status = solve_highs(
        cost, pool.members.T, np.ones(n), np.ones(n), np.ones(m), np.ones(m, bool), limit_s
    )
    labels = None if x is None else labels_of(pool.members, np.flatnonzero(x > 0.5))
    return Outcome(labels, bound * np.sign(pool.steps), time.perf_counter() - start, status)


def solve_highs(
    cost: npt.NDArray[np.float64],
    rows: sparse.sparray,
    lower: npt.NDArray[np.float64],
    upper: npt.NDArray[np.float64],
    most: npt.NDArray[np.float64],
    whole: npt.NDArray[np.bool_],
    limit_s: float,
) -> tuple[npt.NDArray[np.float64] | None, float, str]:
    """Minimise cost·x with lower ≤ rows·x ≤ upper, 0 ≤ x ≤ most, some x whole.

    Returns
    -------
    x or None, bound, status
        Bound and status are HiGHS' own, not those that a wrapper makes of them.
    """
    table = sparse.csr_array(rows)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = table.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), most
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = table.indptr.astype(np.int32)
    lp.a_matrix_.index_ = table.indices.astype(np.int32)
    lp.a_matrix_.value_ = table.data.astype(np.float64)
    kinds = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
    lp.integrality_ = [kinds[bool(one)] for one in whole]
    model = Silent()
    for name, value in {
        "threads": 1,
        "random_seed": 0,
        "time_limit": float(limit_s),
        "mip_rel_gap": 0.0,
    }.items():
        model.setOptionValue(name, value)
    model.passModel(lp)
    model.run()
    info = model.getInfo()
    found = info.primal_solution_status == 2  # kSolutionStatusFeasible
    x = np.array(model.getSolution().col_value) if found else None
    status = model.modelStatusToString(model.getModelStatus())
    return x, float(info.mip_dual_bound), status


def cbc(pool: Pool, limit_s: float) -> Outcome:
    """Hand the whole pool to CBC, by way of PuLP.

    PuLP calls a run that the clock stopped "Optimal"; status and bound are
    read from CBC's own log.
    """
    start = time.perf_counter()
    problem = pulp.LpProblem("cover", pulp.LpMinimize)
    chosen = [problem.add_variable(f"x{g}", 0, 1, pulp.LpInteger) for g in range(len(pool.cost))]
    cost = (pool.cost / abs(pool.steps)).tolist()
    problem += pulp.LpAffineExpression(list(zip(chosen, cost))), "cost"
    by_unit = pool.members.tocsc()
    for i, (a, b) in enumerate(zip(by_unit.indptr[:-1], by_unit.indptr[1:])):
        groups = by_unit.indices[a:b]
        problem += pulp.LpAffineExpression([(chosen[g], 1.0) for g in groups]) == 1, f"unit{i}"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "cbc.log")
        solver = _cbc_command(limit_s, log)
        problem.solve(solver)
        text = log.read_text(encoding="utf-8", errors="replace")
    values = np.array([x.value() or 0.0 for x in chosen])
    status, bound = read_cbc_log(text)
    picked = np.flatnonzero(values > 0.5)
    # What CBC writes without a solution is the relaxation, no cover.
    covered = np.asarray(pool.members[picked].sum(axis=0)).ravel()
    labels = labels_of(pool.members, picked) if (covered == 1).all() else None
    bound *= np.sign(pool.steps)
    return Outcome(labels, bound, time.perf_counter() - start, status)


def _cbc_command(limit_s: float, log: Path) -> pulp.LpSolver:
    """The CBC that PuLP brings along, or one that is installed."""
    options = {"msg": False, "timeLimit": limit_s, "threads": 1, "logPath": str(log)}
    bundled = getattr(pulp, "PULP_CBC_CMD", None)
    for make in (bundled, pulp.COIN_CMD):
        if make is not None and (solver := make(**options)).available():
            return solver
    raise RuntimeError("no CBC: install PuLP below 4, or the package coinor-cbc")


def read_cbc_log(text: str) -> tuple[str, float]:
    """Status and lower bound, as CBC's log states them at its end.

    The bound of a run that proved its solution is the solution's value; a run
    that was stopped prints its bound; else there is none (nan).
    """
    ends = re.findall(r"^Result - (.+?)\s*$", text, re.MULTILINE)
    status = ends[-1] if ends else "no result"
    key = "Objective value" if status == "Optimal solution found" else "Lower bound"
    told = re.findall(rf"^{key}:\s+(\S+)", text, re.MULTILINE)
    return status, float(told[-1]) if told else float("nan")
