"""Prices of every border: what it costs to join two neighbours, and to keep them apart.

A pair that the best plan joins costs nothing to join, and one that it parts nothing
to part; the other of the two is a question.  One search tells what the best plan
costs that holds a group, for every group in its reach: the best plan that joins
two units holds one of the groups with both, and the best that parts them one of
those with the first alone.  What is dearer than its reach is asked one by one.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.evaluation.consequences.more import more_words
from planner.explain.claims import claims, write_claims
from planner.explain.wishes import Case, Position, Price
from planner.gate.files import write_record
from planner.optimize.certificate import Statement
from planner.optimize.choices.marginal import Marginals, marginal_costs
from planner.optimize.effort.control import Control
from planner.optimize.objective import measure_of
from planner.optimize.search.marginals import NO_PLAN
from planner.output.maps.pages.prices import Line, write_prices_page
from planner.output.reports.csvs import write_csv
from planner.scenario import CsvForm
from planner.store.folder import check_folder, run_folder
from planner.store.manifest import PRICES, PRICES_RECORD
from planner.store.runs import read_run
from planner.words import joined
from planner.words.text import say

HEAD = ["one", "one_name", "other", "other_name", "border_km", "joined", "possible", "proven"]
Progress = Callable[[int, int], None]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Pair:
    """What it costs to turn round what the best plan does with two neighbours.

    Attributes
    ----------
    one, other : str
        Codes.
    joined : bool
        Whether the best plan joins them: then the price is of keeping them apart.
    more : dict of str to float, or None
        Stage → what it has more, in its unit; None: no plan does so.
    proven : bool
    """

    one: str
    other: str
    joined: bool
    more: dict[str, float] | None
    proven: bool


@dataclass(frozen=True)
class Priced:
    """Prices of all pairs of neighbours of a run.

    Attributes
    ----------
    case : Case
    pairs : tuple of Pair
    table : DataFrame, one row a pair
        ``HEAD``, then ``together_…`` and ``apart_…`` for each stage: what it has more when the
        two are joined, or kept apart, in its unit; empty where no plan does so.
    at_once : AtOnce
    singles : tuple of Price
        Those that were asked one by one, in the order of the pairs.
    """

    case: Case
    pairs: tuple[Pair, ...]
    table: pd.DataFrame
    at_once: AtOnce
    singles: tuple[Price, ...]

    @property
    def claims(self) -> Statement:
        """State what is proven of it, so that ``planner verify`` can check it."""
        return claims(self.case, self.singles, self.at_once.search, self.at_once.costs)


@dataclass(frozen=True)
class AtOnce:
    """Prices that one search told.

    Attributes
    ----------
    pairs : dict of (str, str) to Pair
    search : Marginals or None
        The search; None: there was none.
    costs : dict of (str, str) to int
        In steps of the last stage.
    """

    pairs: dict[tuple[str, str], Pair]
    search: Marginals | None = None
    costs: dict[tuple[str, str], int] = field(default_factory=dict)


def border_prices(folder: Path, workers: int = 1, progress: Progress | None = None) -> Priced:
    """Price every pair of neighbours of a run.

    Parameters
    ----------
    folder : Path
        A run folder.
    workers : int
        Processes; each begins with the question without a wish.
    progress : callable, optional
        Called with how many of how many pairs are priced.

    Returns
    -------
    Priced
    """
    case = Case(*read_run(folder))
    pairs = neighbours(case)
    at_once = told_at_once(case, pairs)
    known, asked = dict(at_once.pairs), list[Price]()
    left = [pair for pair in pairs if pair not in known]
    for done, (pair, price) in enumerate(_asked(case, folder, left, workers), start=1):
        known[pair.one, pair.other] = pair
        asked.append(price)
        if progress is not None:
            progress(len(pairs) - len(left) + done, len(pairs))
    priced = [known[pair] for pair in pairs]
    return Priced(case, tuple(priced), prices_table(case, priced), at_once, tuple(asked))


def neighbours(case: Position) -> list[tuple[str, str]]:
    """Give all pairs of neighbours, each in the order of its codes."""
    return sorted((min(a, b), max(a, b)) for a, b in case.problem.graph.edges)


def growing(
    case: Position, pairs: Iterable[Pair] = (), first: Collection[str] = ()
) -> Iterator[tuple[Pair, ...]]:
    """Price pair after pair for who waits: first all that one search tells, then one by one.

    Parameters
    ----------
    case : Position
        Its control ends it.
    pairs : iterable of Pair
        Those that are priced already, by the same best plan.
    first : collection of str
        Units whose borders are asked before others.

    Yields
    ------
    tuple of Pair
        All that are priced so far.
    """
    control, every = case.control or Control(), neighbours(case)
    priced = {(each.one, each.other): each for each in pairs}
    if not priced:
        priced.update(told_at_once(case, every).pairs)
    yield tuple(priced.values())
    for pair in sorted(every, key=lambda each: not {*each} & {*first}):
        if pair in priced:
            continue
        pair_price, _ = _price(case, *pair)
        if control.over():  # What was found by then is not the price.
            return
        priced[pair] = pair_price
        yield tuple(priced.values())


def _asked(
    case: Case, folder: Path, pairs: list[tuple[str, str]], workers: int
) -> Iterator[tuple[Pair, Price]]:
    if workers < 2 or len(pairs) < 2:
        yield from (_price(case, *pair) for pair in pairs)
        return
    # Started anew, not forked: a fork of a process with threads may hang.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, fresh, _open, (str(folder),)) as pool:
        yield from pool.map(_ask, pairs)


_OPENED: list[Case] = []


def _open(folder: str) -> None:
    """Read the run in a process of its own."""
    _OPENED[:] = [Case(*read_run(Path(folder)))]


def _ask(pair: tuple[str, str]) -> tuple[Pair, Price]:
    return _price(_OPENED[0], *pair)


def _price(case: Position, one: str, other: str) -> tuple[Pair, Price]:
    joined = bool(case.home[one] == case.home[other])
    price = case.price(case.apart(one, other) if joined else case.merge([one, other]))
    return Pair(one, other, joined, _more(case, price), price.proven), price


def _more(case: Position, price: Price) -> dict[str, float] | None:
    if price.plan is None:
        return None
    found = {name: more for name, _, _, more in price.more}
    return {stage.name: found.get(stage.name, 0.0) for stage in case.best.stages}


def told_at_once(case: Position, pairs: list[tuple[str, str]]) -> AtOnce:
    """Price the pairs whose price is in reach of one search for every group."""
    place = {code: i for i, code in enumerate(case.units.index)}
    rows: dict[tuple[str, str], BoolArray] = {}

    def known(marginals: Marginals) -> dict[tuple[str, str], int]:
        if not rows:
            for one, other in pairs:
                joined = bool(case.home[one] == case.home[other])
                rows[one, other] = marginals.turned(place[one], place[other], joined=joined)
        least = {pair: marginals.least(rows[pair]) for pair in pairs}
        return {pair: cost for pair, cost in least.items() if cost is not None}

    asked = case.problem
    strict = all(not stage.within_percent for stage in asked.objective[:-1])
    # A question of its own could end with larger groups, or be worse in an earlier stage.
    if asked.groups.any_size or asked.groups.raise_to or not strict:
        return AtOnce({})
    best = case.kept.incumbent(asked, case.control)
    if not best.repeatable:
        return AtOnce({})
    control = (case.control or Control()).within(asked.solver.time_limit_s)
    found = marginal_costs(best, lambda found: len(known(found)) == len(pairs), control)
    last, measure = case.best.stages[-1].name, measure_of(asked.objective[-1])
    nothing = {stage.name: 0.0 for stage in case.best.stages}
    costs = {pair: cost for pair, cost in known(found).items() if cost < NO_PLAN}
    priced = {}
    for (one, other), cost in costs.items():
        joined = bool(case.home[one] == case.home[other])
        more = round(measure.shown(cost) - measure.shown(found.best), 6)
        priced[one, other] = Pair(one, other, joined, nothing | {last: more}, proven=True)
    return AtOnce(priced, found, costs)


def prices_table(case: Position, priced: Sequence[Pair]) -> pd.DataFrame:
    names = [stage.name for stage in case.best.stages]
    rows = []
    for pair in priced:
        nothing = dict.fromkeys(names, 0.0)
        turned = pair.more or dict.fromkeys(names)
        together, apart = (nothing, turned) if pair.joined else (turned, nothing)
        rows.append(
            (
                pair.one,
                case.names[pair.one],
                pair.other,
                case.names[pair.other],
                case.problem.graph.edges[pair.one, pair.other]["border_km"],
                pair.joined,
                pair.more is not None,
                pair.proven,
                *together.values(),
                *apart.values(),
            )
        )
    columns = [f"{state}_{name}" for state in ("together", "apart") for name in names]
    return pd.DataFrame(rows, columns=[*HEAD, *columns])


def write_prices(
    folder: Path,
    out: Path,
    *,
    workers: int = 1,
    progress: Progress | None = None,
    csv: CsvForm = "plain",
    force: bool = False,
) -> Sequence[Pair]:
    """Price every pair of neighbours of a run, as a table and a page.

    Parameters
    ----------
    folder : Path
        A run folder.
    out : Path
        Gets ``PRICES``.
    workers, told
        See :func:`border_prices`.
    csv : {"plain", "excel"}
        Form of the table, which the record says, so that it is verified in the same.
    force : bool
        Replace prices that are there.

    Returns
    -------
    sequence of Pair
        All prices.

    Raises
    ------
    InputError
        No run, or prices that are there already.
    """
    check_folder(out, force=force, files=PRICES, record=PRICES_RECORD)
    priced = border_prices(folder, workers, progress)
    with run_folder(out, force=force, files=PRICES, record=PRICES_RECORD) as part:
        write_tables(part, priced.case, priced.pairs, csv)
        write_claims(part, priced.claims)
        stages = [stage.name for stage in priced.case.best.stages]
        found = [[*astuple(pair)] for pair in priced.pairs if not pair.proven]
        record = {"pairs": len(priced.pairs), "stages": stages, "not_proven": found}
        if csv != "plain":
            record["csv"] = csv
        write_record(record, part / PRICES_RECORD)
    return priced.pairs


def write_tables(part: Path, case: Case, pairs: Sequence[Pair], csv: CsvForm = "plain") -> None:
    """Write prices as a table and as a page; only the best plan of the case is looked at."""
    write_csv(prices_table(case, pairs), part / "prices.csv", csv)
    write_prices_page(
        case.evaluation,
        lines_of(case, pairs),
        part / "prices.html",
        title=say("What each border costs"),
        notes=[say("Prices of the best plan that joins two neighbours, or keeps them apart.")],
    )


def lines_of(case: Position, pairs: Sequence[Pair]) -> list[Line]:
    """Say the price of each border, and rank it by the stages in their order."""
    keys = sorted({tuple(pair.more.values()) for pair in pairs if pair.more is not None})
    place = {key: at / max(1, len(keys) - 1) for at, key in enumerate(keys)}
    lines = []
    for pair in pairs:
        wish = (
            case.apart(pair.one, pair.other) if pair.joined else case.merge([pair.one, pair.other])
        )
        if pair.more is None:
            said, rank = say("{wish}: no plan does so.", wish=wish.words), None
        else:
            before = {stage.name: stage for stage in case.best.stages}
            costs = [
                more_words(name, before[name].unit, before[name].final, more)
                for name, more in pair.more.items()
                if more
            ]
            cost = joined(costs, "; ") if costs else say("nothing in the figures of the plan")
            said, rank = joined([wish.words, cost], ": "), place[tuple(pair.more.values())]
        lines.append(Line(pair.one, pair.other, said, rank))
    return lines
