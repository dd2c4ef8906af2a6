"""HiGHS behind PuLP: the one place that knows what either of them does oddly.

PuLP calls a run that its time limit stopped "Optimal", so status and bound
are read from HiGHS itself.  HiGHS greets on standard output before it can be
told not to, which would spoil ``--json``, and does not always keep its time
limit, so the clock here is our own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
import pulp

from planner.optimize.effort.control import ENDLESS, Control

FloatArray = npt.NDArray[np.float64]
Progress = Callable[[str], None]
SOLVED = highspy.HighsModelStatus.kOptimal
IMPOSSIBLE = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


@dataclass(frozen=True)
class WholeSolution:
    """What the branch and bound of HiGHS found.

    Attributes
    ----------
    chosen : ndarray of bool or None
        Value of each variable in the order given; None: no solution found.
    bound : float
        Proven lower bound on the cost, in the problem's (scaled) unit.
    infeasible : bool
        Proven that no solution exists.
    nodes : int
        Nodes of the search tree.
    """

    chosen: npt.NDArray[np.bool_] | None
    bound: float
    infeasible: bool
    nodes: int


# Where there was no time.
NOTHING = WholeSolution(None, -np.inf, False, 0)


class Silent(highspy.Highs):
    """HiGHS that writes nothing to standard output.

    It greets when callbacks are enabled, which its constructor does: before
    anyone can tell it to be quiet, unless it is told just then.
    """

    def enableCallbacks(self) -> None:  # noqa: N802, the name is that of HiGHS
        """Enable callbacks, output being off."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def model_of(problem: pulp.LpProblem, order: list[pulp.LpVariable], **options: Any) -> Silent:
    """Hand a PuLP problem to HiGHS, columns in the order of ``order``.

    Single-threaded and with a fixed seed: the same input takes the same path.
    """
    model = Silent()  # type: ignore[no-untyped-call]
    for name, value in {"threads": 1, "random_seed": 0, **options}.items():
        model.setOptionValue(name, value)
    # PuLP orders columns by name; the order of the pool is the one that we address.
    problem.variables = lambda: order
    problem.solverModel = model
    pulp.HiGHS().buildSolverModel(problem)
    return model


class Interrupt:
    """What HiGHS asks in the midst of its work: whether to stop, and who wants to know.

    An error of whoever listens, or a key that interrupts, stops HiGHS as well and is raised when
    it has ended: none has to pass through its own code.

    Parameters
    ----------
    model : Silent
    progress : callable, optional
        Called with (best value, bound) as branch and bound goes on.
    """

    def __init__(self, model: Silent, progress: Callable[[float, float], None] | None = None):
        self._control, self._progress = ENDLESS, progress
        self._error: BaseException | None = None
        model.cbSimplexInterrupt += self._asked
        model.cbMipInterrupt += self._asked
        if progress is not None:
            model.cbMipLogging += self._logged

    def run(self, model: Silent, control: Control) -> None:
        """Run HiGHS until it is done or the control is over."""
        self._control, self._error = control, None
        model.run()
        if self._error is not None:
            raise self._error

    def _asked(self, event: Any) -> None:
        # It remembers what interrupted it before, so that it is told each time.
        event.data_in.user_interrupt = self._stops()

    def _stops(self) -> bool:
        try:
            return self._error is not None or self._control.over()
        except BaseException as error:
            self._error = error
            return True

    def _logged(self, event: Any) -> None:
        data = event.data_out
        if self._progress is None or self._error is not None:
            return
        try:
            self._progress(float(data.mip_primal_bound), float(data.mip_dual_bound))
        except BaseException as error:
            self._error = error


class Master:
    """A linear relaxation that grows by columns and rows and stays warm.

    Parameters
    ----------
    problem : LpProblem
        First columns and all rows.
    order : list of LpVariable
        Order of the columns.
    """

    def __init__(self, problem: pulp.LpProblem, order: list[pulp.LpVariable]):
        self._model = model_of(problem, order)
        self._interrupt = Interrupt(self._model)

    def solve(self, control: Control) -> tuple[FloatArray, FloatArray] | None:
        """Solve; variables and row duals, or None when the clock ran out."""
        left = control.left()
        if left <= 0:
            return None
        self._model.setOptionValue("time_limit", self._model.getRunTime() + left)
        self._interrupt.run(self._model, control)
        if self._model.getModelStatus() != SOLVED:
            return None
        solution = self._model.getSolution()
        return np.array(solution.col_value), np.array(solution.row_dual)

    def add_columns(self, cost: FloatArray, entries: Any) -> None:
        """Add columns x ≥ 0; ``entries`` is a csr_array of shape (columns, rows)."""
        k = len(cost)
        self._model.addCols(
            k,
            cost,
            np.zeros(k),
            np.full(k, highspy.kHighsInf),
            entries.nnz,
            entries.indptr[:-1].astype(np.int32),
            entries.indices.astype(np.int32),
            entries.data.astype(np.float64),
        )

    def add_rows_at_most(self, entries: Any, limits: npt.NDArray[np.int64]) -> None:
        """Add rows Σ a·x ≤ limit; ``entries`` is a csr_array of shape (rows, columns)."""
        k = entries.shape[0]
        self._model.addRows(
            k,
            np.full(k, -highspy.kHighsInf),
            limits.astype(np.float64),
            entries.nnz,
            entries.indptr[:-1].astype(np.int32),
            entries.indices.astype(np.int32),
            entries.data.astype(np.float64),
        )

    def at_least(self, columns: npt.NDArray[np.int64], least: float) -> None:
        """Set the lower bounds of columns."""
        k = len(columns)
        low, high = np.full(k, least), np.full(k, highspy.kHighsInf)
        self._model.changeColsBounds(k, columns.astype(np.int32), low, high)

    def limit_row(self, row: int, low: float, high: float) -> None:
        """Set the bounds of a row; infinite: open."""
        self._model.changeRowBounds(row, low, high)

    def drop_rows(self, rows: npt.NDArray[np.int64]) -> None:
        """Take rows out; those behind them move up."""
        self._model.deleteRows(len(rows), rows.astype(np.int32))


def solve_whole(
    problem: pulp.LpProblem,
    order: list[pulp.LpVariable],
    control: Control,
    step: float,
    max_nodes: int | None = None,
    progress: Callable[[float, float], None] | None = None,
) -> WholeSolution:
    """Solve a problem in binaries by branch and bound.

    No solution is given to begin with: HiGHS 1.16 at times reports a value
    for such a start that it does not have.  The caller leaves out the columns
    that no better plan can hold, which prunes as well.

    Parameters
    ----------
    problem, order
        The problem and its variables in the order of the result.
    control : Control
        When to stop.
    step : float
        Costs are multiples of it: a gap below one step is none.
    max_nodes : int, optional
        Limit of work; unlike a clock it gives the same end on every machine.
    progress : callable, optional
        Called with (best value, bound) as the search goes on.
    """
    options: dict[str, Any] = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.9 * step}
    if max_nodes is not None:
        options["mip_max_nodes"] = max_nodes
    model = model_of(problem, order, **options)
    left = control.left()
    if left <= 0:
        return NOTHING
    model.setOptionValue("time_limit", left)
    Interrupt(model, progress).run(model, control)
    status, info = model.getModelStatus(), model.getInfo()
    if status in IMPOSSIBLE:
        return WholeSolution(None, np.inf, True, int(info.mip_node_count))
    found = info.primal_solution_status == 2  # kSolutionStatusFeasible
    chosen = np.array(model.getSolution().col_value) > 0.5 if found else None
    return WholeSolution(chosen, float(info.mip_dual_bound), False, int(info.mip_node_count))
