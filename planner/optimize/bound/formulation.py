r"""The formulation: set partitioning over the pool of candidate groups.

Sets
    ======== ==================================================================
    U        units
    G        candidate groups; g ⊆ U is connected and has at most K members
    S        stages of the objective solved before this one
    D, G_d   districts whose number is asked for; groups whose seat lies in d
    T        small sets of near units with weights u and a divisor d, chosen as cuts
    ======== ==================================================================

Parameters
    ======== ==================================================================
    c_g      cost of group g in this stage, whole steps of the term's unit
    c^s_g    cost of group g in the earlier stage s, whole steps
    v^s      what stage s may cost at most: its best value plus its tolerance
    L, U     bounds on the number of groups
    N_d      number of groups asked for in district d
    ======== ==================================================================

Variables
    x_g = 1 if group g becomes a new unit, else 0.

.. math::

    \min \sum_{g \in G} c_g x_g                                        \qquad (1)

    \sum_{g \ni i} x_g = 1                 \quad \forall i \in U       \qquad (2)

    L \le \sum_{g \in G} x_g \le U                                     \qquad (3)

    \sum_{g \in G_d} x_g = N_d            \quad \forall d \in D        \qquad (3')

    \sum_{g \in G} c^s_g x_g \le v^s       \quad \forall s \in S       \qquad (4)

    \sum_{g \in G} \lfloor u_t(g) / d_t \rfloor x_g \le \lfloor u_t(U) / d_t \rfloor
                                           \quad \forall t \in T       \qquad (5)

    x_g \in \{0, 1\}

(2) is contiguity and law together: only connected groups that the rules have
judged are columns.  (5) are the subset-row inequalities of `cuts`: of three
units, two groups cannot each hold two.  They follow from (2) for whole x and
only tighten the relaxation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt
import pulp
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from planner.optimize.bound.cuts import Cuts
from planner.optimize.effort.control import ENDLESS, Control

IntArray = npt.NDArray[np.int64]
Variables = list[pulp.LpVariable]
Row = tuple[pulp.LpConstraint, str]


@dataclass(frozen=True)
class SideRow:
    """A row beside the cover: lower ≤ Σ coefficient·x ≤ upper.

    Attributes
    ----------
    name : str
        As it stands in an LP file.
    coefficients : ndarray of int64, shape (m,)
        One for each group of the pool.
    lower, upper : int or None
        Bounds; None: open.
    scale : float
        Power of two by which the solver sees the row divided.
    """

    name: str
    coefficients: IntArray
    lower: int | None = None
    upper: int | None = None
    scale: float = 1.0

    def of(self, groups: IntArray | npt.NDArray[np.bool_]) -> SideRow:
        """Restrict the row to some groups of the pool."""
        return replace(self, coefficients=self.coefficients[groups])

    @property
    def sides(self) -> list[tuple[str, int, int]]:
        """The constraints it makes: name, sense (−1 ≤, 0 =, 1 ≥) and limit."""
        if self.lower is not None and self.lower == self.upper:
            return [(self.name, 0, self.lower)]
        least = [] if self.lower is None else [(f"{self.name}.least", 1, self.lower)]
        most = [] if self.upper is None else [(f"{self.name}.most", -1, self.upper)]
        return least + most


def parts_of(members: sparse.csr_array) -> IntArray:
    """Number the parts of the units that groups join, shape (n,)."""
    size, n = np.diff(members.indptr), members.shape[1]
    # Whoever is joined to the first member is joined to all.
    first = np.repeat(members.indices[members.indptr[:-1][size > 0]], size[size > 0])
    ends = first, members.indices
    joined = sparse.coo_array((np.ones(len(first), dtype=bool), ends), shape=(n, n))
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)


@dataclass(frozen=True)
class Partition:
    """An instance: which units each group covers, what it costs, the rows beside.

    Attributes
    ----------
    members : csr_array of int64, shape (m, n)
    cost : ndarray of int64, shape (m,)
        Whole steps of the stage's unit.
    rows : tuple of SideRow
        (3) and (4).
    labels : list of str
        Codes of the n units, for the names of rows and columns.
    cuts : Cuts
        (5).
    """

    members: sparse.csr_array
    cost: IntArray
    rows: tuple[SideRow, ...]
    labels: list[str]
    cuts: Cuts

    @property
    def in_parts(self) -> bool:
        """Whether no group joins some of the units to the others, as within districts."""
        return bool(parts_of(self.members).any())

    def of(self, groups: IntArray) -> Partition:
        """Restrict the instance to some groups of the pool."""
        rows = tuple(row.of(groups) for row in self.rows)
        return Partition(self.members[groups], self.cost[groups], rows, self.labels, self.cuts)

    def left(self, fixed_groups: IntArray) -> tuple[Partition, IntArray]:
        """State what is left when some disjoint groups are part of the plan.

        Returns
        -------
        Partition
            The units that they do not hold; rows and cuts with what they leave of the limits.
        ndarray of int64
            Its groups, as groups of this instance.
        """
        held = np.zeros(len(self.labels), dtype=np.int64)
        held[self.members[fixed_groups].indices] = 1
        units, groups = np.flatnonzero(held == 0), np.flatnonzero(self.members @ held == 0)
        rows = []
        for row in self.rows:
            used = int(row.coefficients[fixed_groups].sum())
            lower, upper = (None if end is None else end - used for end in (row.lower, row.upper))
            rows.append(replace(row.of(groups), lower=lower, upper=upper))
        weights = self.cuts.weights[:, units]
        cuts = Cuts(weights, self.cuts.divisors)
        # A cut on fewer units than it takes to break it says nothing.
        cuts = cuts.of((cuts.limits > 0) & (np.diff(weights.indptr) > 2))
        labels = [self.labels[unit] for unit in units]
        return (
            Partition(self.members[groups][:, units], self.cost[groups], tuple(rows), labels, cuts),
            groups,
        )

    def holds(self, chosen: npt.NDArray[np.bool_]) -> bool:
        """Tell whether a choice of groups keeps (2) to (4) exactly, in whole numbers."""
        covered = self.members.T @ chosen.astype(np.int64)
        sums = [(row, int(row.coefficients[chosen].sum())) for row in self.rows]
        return bool((covered == 1).all()) and all(
            (row.lower is None or total >= row.lower) and (row.upper is None or total <= row.upper)
            for row, total in sums
        )


def covers(members: sparse.csr_array) -> bool:
    """Tell whether some group holds each unit."""
    return bool((np.bincount(members.indices, minlength=members.shape[1]) > 0).all())


def count_rows(m: int, bounds: tuple[int | None, int | None]) -> tuple[SideRow, ...]:
    """(3) The number of groups lies within its bounds; no row where there are none."""
    if bounds == (None, None):
        return ()
    return (SideRow("count", np.ones(m, dtype=np.int64), *bounds),)


def stage_row(name: str, cost: IntArray, most: int) -> SideRow:
    """(4) An earlier stage keeps its value, or its value with its tolerance."""
    return SideRow(f"keep({name})", cost, None, most, power_of_two(cost))


def power_of_two(cost: IntArray) -> float:
    """Scale that brings whole-number costs to at most 2¹⁷, without rounding them."""
    largest = int(np.abs(cost).max(initial=1))
    return float(2.0 ** max(0, largest.bit_length() - 17))


def build(
    instance: Partition, scale: float = 1.0, whole: bool = True, control: Control = ENDLESS
) -> tuple[pulp.LpProblem, Variables]:
    """Write the instance as a PuLP problem.

    Parameters
    ----------
    instance : Partition
        The groups that may be chosen.
    scale : float
        Power of two by which costs are divided, so that the solver's absolute
        tolerances mean the same on every instance.
    whole : bool
        Binary variables; else the linear relaxation x ≥ 0 (x ≤ 1 follows from (2)).
    control : Control
        When to give up: a million groups take a minute.

    Returns
    -------
    LpProblem and its variables in the order of the groups
        Rows stand in the order cover, side rows, cuts.

    Raises
    ------
    TimeoutError
        It was over before all was written.
    """
    problem = pulp.LpProblem("planner", pulp.LpMinimize)
    category, top = (pulp.LpInteger, 1) if whole else (pulp.LpContinuous, None)
    variables: Variables = []
    for name in _group_names(instance):
        _in_time(control)
        variables.append(problem.add_variable(name, 0, top, category))
    # (1) Least cost.
    problem += _sum(variables, instance.cost / scale), "cost"
    for row in chain(
        _cover(variables, instance),
        *(_side_row(variables, row) for row in instance.rows),
        _cuts(variables, instance),
    ):
        _in_time(control)
        problem += row
    return problem, variables


def _in_time(control: Control) -> None:
    if control.over():
        raise TimeoutError("over before the problem was written")


def _group_names(instance: Partition) -> Iterator[str]:
    pointers, columns = instance.members.indptr, instance.members.indices
    labels = np.array(instance.labels, dtype=object)[columns]
    for a, b in zip(pointers[:-1], pointers[1:]):
        yield f"x({'.'.join(labels[a:b])})"


def _cover(variables: Variables, instance: Partition) -> Iterator[Row]:
    """(2) Each unit is in exactly one group."""
    by_unit = instance.members.tocsc()
    for i, label in enumerate(instance.labels):
        groups = by_unit.indices[by_unit.indptr[i] : by_unit.indptr[i + 1]]
        yield _sum([variables[g] for g in groups]) == 1, f"cover({label})"


def _side_row(variables: Variables, row: SideRow) -> Iterator[Row]:
    """(3), (4) Bounds on the count of groups and on earlier stages."""
    used = np.flatnonzero(row.coefficients)
    total = _sum([variables[g] for g in used], row.coefficients[used] / row.scale)
    for name, sense, limit in row.sides:
        bound = limit / row.scale
        if sense == 0:
            yield total == bound, name
        else:
            yield total >= bound if sense > 0 else total <= bound, name


def _cuts(variables: Variables, instance: Partition) -> Iterator[Row]:
    """(5) What the groups are worth on a small set of near units."""
    worth = instance.cuts.coefficients(instance.members).tocsc()
    for k, limit in enumerate(instance.cuts.limits.tolist()):
        groups = worth.indices[worth.indptr[k] : worth.indptr[k + 1]]
        factors = worth.data[worth.indptr[k] : worth.indptr[k + 1]]
        weights = instance.cuts.weights[[k]]
        name = ".".join(instance.labels[i] for i in weights.indices)
        total = _sum([variables[g] for g in groups], factors)
        yield total <= limit, f"cut{k}({name})"


def _sum(
    variables: Variables, factors: npt.NDArray[np.float64] | IntArray | None = None
) -> pulp.LpAffineExpression:
    weights = [1.0] * len(variables) if factors is None else [float(f) for f in factors]
    return pulp.LpAffineExpression(list(zip(variables, weights)))
