"""What the commands show: the bound closing, and how a run ended."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape

from planner.pipeline import Run
from planner.reports import unsatisfied
from planner.words import number_vi, percent, quantity


class Progress:
    """The bound closing, in one line on standard error; quiet in a pipe."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._status = self._console.status("…")

    def __enter__(self) -> Progress:
        if self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    def __call__(self, stage: str, value: float | None, bound: float | None, note: str) -> None:
        """Show where a stage stands."""
        if not self._console.is_terminal:
            return
        line = f"{stage}: {number_words(value)}, cận · bound {number_words(bound)} · {note}"
        if note in ("proven", "open"):
            self._console.print(line)
        self._status.update(line)


def number_words(value: float | None) -> str:
    """Write a whole number without decimals."""
    if value is None:
        return "–"
    return number_vi(value, 0 if float(value).is_integer() else 2)


def print_run(done: Run) -> None:
    """Print what a run found: stages, proofs, and what is not satisfied."""
    evaluation = done.evaluation
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{escape(done.record.title_vi)}[/bold]")
    console.print(f"{len(evaluation.units)} → {len(evaluation.merged)} đơn vị · units")
    for stage in evaluation.plan.stages:
        proof = proof_words(stage.bound, proven=stage.proven)
        cost = ""
        if stage.last_with is not None and stage.last_without:
            raised = 100.0 * (stage.last_with / stage.last_without - 1.0)
            last = evaluation.plan.stages[-1].name
            cost = f"; {last} +{number_vi(abs(raised), 1)} % (bound)"
        console.print(f"  {stage.name}: {number_words(stage.final)} {stage.unit} – {proof}{cost}")
    for note in (*evaluation.plan.scope, *evaluation.plan.notes):
        console.print(f"  {escape(str(note))}")
    for entry in unsatisfied(evaluation):
        console.print(f"  ! {escape(_complaint(entry))}")
    for row in done.record.whole:
        console.print(f"  {'-' if row['status'] == 'met' else '!'} {escape(_of_whole(row))}")
    for complaint in done.record.check:
        console.print(f"  !! {escape(complaint)}")
    if not evaluation.plan.repeatable:
        console.print("  ! stopped by the clock: this plan is not repeatable")
    console.print(f"→ {escape(str(done.folder))}")


def proof_words(bound: float | None, *, proven: bool) -> str:
    """Say whether a value is proven, and if not, its bound."""
    open_ = f"cận · bound {number_words(bound)} (chưa chứng minh · not proven)"
    return "đã chứng minh tối ưu · proven" if proven else open_


def _of_whole(row: dict[str, Any]) -> str:
    """Say what the law asks of the whole plan: how far the number falls, or of a name."""
    if "percent" in row:
        least, most = (number_vi(row[f"{end}_percent"]) for end in ("least", "most"))
        return f"{row['article']}: −{number_vi(row['percent'], 2)} % ({least}–{most} %)"
    return f"{row['name']} ({row['new_code']}): {row['rule']} – {row['article']}"


def _complaint(entry: dict[str, Any]) -> str:
    """Name a new unit that the law does not accept, and what it misses."""
    head = f"{entry['name']} ({entry['code']}), {len(entry['members'])} đơn vị · members"
    if not isinstance(entry["why"], list):
        return f"{head}: {entry['why']}"
    missed = [
        f"{quantity(why['value'], why['unit'], 'vi')}"
        f" < {quantity(why['threshold'], why['unit'], 'vi')}"
        f" ({percent(why['percent'], 'vi')}; {why['article']})"
        for why in entry["why"]
    ]
    return f"{head}: {', '.join(missed)}"
