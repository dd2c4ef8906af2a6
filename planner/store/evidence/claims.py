"""Claims beside a run verified, and the tables, pages and answers that show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.errors import EXIT_DONE, EXIT_NOT_READ, EXIT_NOT_SATISFIED, InputError
from planner.explain import RECORD as RECORD_OF_ANSWERS
from planner.explain import prices
from planner.explain.claims import CLAIMS
from planner.explain.doubt.tables import RECORD as RECORD_OF_DOUBT
from planner.explain.prices import Pair
from planner.explain.wishes import Case
from planner.gate.files import conform, read_record
from planner.optimize.choices.partition import plan_of_sets
from planner.plan import Stage
from planner.scenario import CsvForm
from planner.store.answers import Answers, PricesRecord
from planner.store.evidence.doubt import of_doubt
from planner.store.manifest import PRICES_RECORD, RECORD
from planner.store.ownership import changed
from planner.store.runs import read_run
from planner.verify.choices.claims import Claimed, WishVerdict, check_claims
from planner.verify.choices.sizes import no_larger
from planner.verify.verdict import Statement
from planner.words import Text
from planner.words.text import say


@dataclass(frozen=True)
class ClaimsEvidence:
    """What was found of a folder of claims.

    Attributes
    ----------
    claimed : Claimed
        What the checker found.
    complaints : list of Text
        Its own, and those of the other files.
    not_compared : Text or None
        Why they were not held against a run; None: they were.
    """

    claimed: Claimed
    complaints: list[Text] = field(default_factory=list)
    not_compared: Text | None = None

    @property
    def holds(self) -> bool:
        """All that is claimed is proven, and every file says just that."""
        return self.ended == EXIT_DONE

    @property
    def ended(self) -> int:
        """The exit code of a check of these claims alone."""
        wrong = bool(self.complaints) or not self.claimed.verified
        return ending(wrong=wrong, unread=self.not_compared is not None)


def ending(*, wrong: bool, unread: bool) -> int:
    """Give the exit code of a check: what was not read is not verified, nor found wrong."""
    if wrong:
        return EXIT_NOT_SATISFIED
    return EXIT_NOT_READ if unread else EXIT_DONE


def claims_of(run: Path) -> list[Path]:
    """Find folders of claims in a run folder."""
    return sorted(path.parent for path in run.glob(f"*/{CLAIMS}")) if run.is_dir() else []


def verify_claims(folder: Path) -> ClaimsEvidence:
    """Check a folder of claims by other code, and what it shows against its run.

    Parameters
    ----------
    folder : Path
        As ``planner explain RUN`` wrote it; the run is the folder that it lies in.

    Raises
    ------
    InputError
        A file is missing or unreadable.
    """
    held = read_record(folder / CLAIMS)
    claimed = check_claims(held)
    held_by = {RECORD_OF_ANSWERS: _of_answers, RECORD_OF_DOUBT: of_doubt}
    record = next((name for name in held_by if (folder / name).is_file()), PRICES_RECORD)
    complaints = [*claimed.complaints, *_of_bytes(folder, record)]
    run = folder.absolute().parent
    if not (run / RECORD).is_file():
        why = say("they do not lie in the folder of their run")
        return ClaimsEvidence(claimed, complaints, why)
    certificate = {**read_record(run / "certificate.json")}
    certificate.pop("alternatives", None)
    if not _of_this_run(held, certificate, claimed):
        complaints.append(say("{file}: not of this run", file=CLAIMS))
    elif not claimed.complaints and (claimed.stages is not None or not claimed.on_best):
        case = _case(run, held, claimed)
        complaints += held_by.get(record, _of_tables)(folder, case, held, claimed)
    return ClaimsEvidence(claimed, complaints)


def _of_this_run(statement: Statement, certificate: Statement, claimed: Claimed) -> bool:
    """Whether claims are of a run: of its plan and proofs, or of its problem where it has none.

    A plan that was brought proves nothing, so that the best one is claimed with proofs of its own;
    conflicts are those of the problem, whatever the plan.
    """
    best = statement.get("best")
    if best == certificate:
        return True
    if (certificate.get("stages") and claimed.on_best) or not isinstance(best, dict):
        return False
    own, other = certificate.get("problem"), best.get("problem")
    if not claimed.on_best:
        return bool(other == own)
    if not (isinstance(own, dict) and isinstance(other, dict)):
        return False
    # Larger groups may have joined, where the scenario lets them.
    before, groups = own.get("groups"), other.get("groups")
    grown = ("larger", "more")
    if not (isinstance(before, dict) and isinstance(groups, dict) and {*grown} <= {*groups}):
        return False
    joined = {key: groups[key] for key in grown}
    if other != own | {"groups": before | joined}:
        return False
    # What the checker could not read, nobody looks at once more.
    return claimed.stages is None or before["any_size"] or no_larger(before, groups)


def _case(run: Path, statement: Statement, claimed: Claimed) -> Case:
    """Ask about the best plan: that of the run, or what was verified where one was brought."""
    evaluation, scenario = read_run(run)
    plan = evaluation.plan
    if claimed.on_best and not plan.stages:
        problem = scenario.problem(evaluation.units, evaluation.graph, evaluation.ruleset)
        named = sorted(statement["best"]["plan"].items())
        stages = tuple(
            Stage(each.stage, each.unit, value, value, each.proven, final=final, method=each.why)
            for each in claimed.best.stages
            if (value := each.value) is not None and (final := each.final) is not None
        )
        whole = plan_of_sets(problem, [codes for _, codes in named])[0]
        plan = replace(whole, stages=stages)
    return Case(evaluation, scenario, plan)


def _of_bytes(folder: Path, record: str) -> Iterator[Text]:
    try:
        names = changed(folder, record)
    except (InputError, OSError):
        yield say("{file}: no list of the files that were written", file=record)
        return
    for name in names:
        yield say("{file}: changed since it was written", file=name)


def _of_answers(folder: Path, case: Case, statement: Statement, claimed: Claimed) -> Iterator[Text]:
    """Hold the figures of answers against what was verified."""
    stated = read_record(folder / RECORD_OF_ANSWERS)
    try:
        record = conform(Answers, stated, folder / RECORD_OF_ANSWERS)
    except InputError:
        yield say("{file}: entries are missing, or are of another version", file=RECORD_OF_ANSWERS)
        return
    said = [(one.wish, one.by_stage if one.possible else None) for one in record.proven]
    if any(wish["count"] is None and _lock(wish) is None for wish in statement["wishes"]):
        yield say("{file}: not what was verified", file=RECORD_OF_ANSWERS)
        return
    found = [
        (
            _words(case, wish).by_language(),
            verdict.more and {stage: more for stage, more in verdict.more.items() if more},
        )
        for wish, verdict in zip(statement["wishes"], claimed.wishes, strict=True)
    ]
    verified = {**statement.get("conflicts", {})}
    verified.pop("questions", None)
    conflicts = {**record.conflicts} if record.conflicts.get("proven") else {}
    conflicts.pop("proven", None)
    more = case.scenario.groups.more
    if any(each["more"] != more for each in statement.get("conflicts", {}).get("questions", ())):
        yield say("groups that are larger than the run lets them be")
    if said != found or conflicts != verified:
        yield say("{file}: not what was verified", file=RECORD_OF_ANSWERS)


def _words(case: Case, wish: Statement) -> Text:
    """Say which wish was verified."""
    if wish["count"] is not None:
        return case.count(wish["count"]).words
    lock = _lock(wish)
    assert lock is not None
    key, units = lock
    if key == "keep":
        return case.alone(str(units)).words
    return (case.apart(*units) if key == "apart" else case.merge(units)).words


def _of_tables(folder: Path, case: Case, statement: Statement, claimed: Claimed) -> Iterator[Text]:
    """Write table and page again from what was verified, and compare them."""
    stages = {stage.name for stage in case.best.stages}
    try:
        stated = read_record(folder / PRICES_RECORD)
        record = conform(PricesRecord, stated, folder / PRICES_RECORD)
        open_ones = [Pair(*each) for each in record.not_proven]
    except InputError:
        open_ones, record = [], None
    if (
        record is None
        or any(pair.more is not None and pair.more.keys() != stages for pair in open_ones)
        or any(_turned(case, wish) is None for wish in statement["wishes"])
    ):
        yield say("{file}: entries are missing, or are of another version", file=PRICES_RECORD)
        return
    form: CsvForm = "excel" if record.csv == "excel" else "plain"
    pairs = {(pair.one, pair.other): pair for pair in open_ones if not pair.proven}
    pairs |= dict(_verified(case, statement["wishes"], claimed))
    edges = {(min(pair), max(pair)) for pair in case.evaluation.graph.edges}
    if set(pairs) != edges:
        yield say("prices are not those of all borders")
        return
    with TemporaryDirectory() as again:
        prices.write_tables(Path(again), case, [pairs[pair] for pair in sorted(pairs)], form)
        for name in ("prices.csv", "prices.html"):
            if (Path(again) / name).read_bytes() != (folder / name).read_bytes():
                yield say("{file}: not what was verified", file=name)


def _lock(wish: Statement) -> tuple[str, Sequence[str]] | None:
    """Give the one lock of a wish, and its unit or units; None: it has none, or several."""
    locks = [(key, units) for key, sets in wish["locks"].items() for units in sets]
    return locks[0] if len(locks) == 1 else None


def _turned(case: Case, wish: Statement) -> tuple[str, str] | None:
    """Give the two neighbours of which a wish turns round what the best plan does with them."""
    lock = _lock(wish)
    if lock is None or wish["count"] is not None or len(lock[1]) != 2 or lock[0] == "keep":
        return None
    (key, (one, other)), home = lock, case.home
    return (one, other) if (key == "apart") == (home[one] == home[other]) else None


def _verified(
    case: Case, wishes: Sequence[Statement], claimed: Claimed
) -> Iterator[tuple[tuple[str, str], Pair]]:
    """Give what was verified of each pair of neighbours."""
    stages = [stage.name for stage in case.best.stages]
    nothing = dict.fromkeys(stages, 0.0)
    found: list[tuple[str, str, WishVerdict]] = [
        (one, other, WishVerdict(claimed.borders, nothing | {stages[-1]: round(more, 6)}))
        for (one, other), more in claimed.prices.items()
    ]
    for wish, verdict in zip(wishes, claimed.wishes, strict=True):
        pair = _turned(case, wish)
        found += [] if pair is None else [(*pair, verdict)]
    for one, other, verdict in found:
        joined = bool(case.home[one] == case.home[other])
        yield (one, other), Pair(one, other, joined, verdict.more, proven=True)
