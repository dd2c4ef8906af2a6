"""What commands show of a run: the bound closing, and how it ended; words of figures."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from planner.batch.points import Swept, Tally
from planner.batch.processes import Row
from planner.batch.tables import Batch
from planner.cli.language import language_of
from planner.errors import EXIT_DONE, listed
from planner.evaluation import Evaluation
from planner.evaluation.compare.alternatives import NearPlans
from planner.optimize.effort.control import ENDS, GOING_ON, WITHOUT_LOCKS
from planner.output.reports import unsatisfied
from planner.pipeline import Run
from planner.plan import Stage
from planner.plan.terms import stage_name
from planner.scenario import CsvForm
from planner.store import audit
from planner.store.swap import finish
from planner.units import full_name
from planner.vietnam.national.provinces import Provinces
from planner.vietnam.sources.today import provinces_of_today
from planner.words import STATUS, Language, number_text
from planner.words.numbers import percent_words, quantity_words, rounded_beside
from planner.words.text import Said, Shown, Text, joined, say, text


class Progress:
    """The bound closing, in one line on standard error; quiet in a pipe."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
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
        line = progress_text(stage, value, bound, note).shown(self._shown)
        if note in ENDS:
            self._console.print(line)
        self._status.update(line)


def progress_text(stage: str, value: float | None, bound: float | None, note: str) -> Text:
    """Say where a stage stands, and what is being done."""
    return say(
        "{stage}: {value}, bound {bound} – {note}",
        stage=stage_name(stage),
        value=number_words(value),
        bound=number_words(bound),
        note=_note(note),
    )


def _note(note: str) -> Text:
    """Name a step of the optimizer, which reports it by a word of its own."""
    among = re.fullmatch(r"(\d+) of (\d+) groups", note)
    if among is not None:
        some, every = (number_text(int(each)) for each in among.groups())
        return say("{some} of {every} groups", some=some, every=every)
    words = {
        "first plans": say("first plans"),
        "LP": say("linear relaxation"),
        "diving": say("diving"),
        "search": say("search"),
        "branch and bound": say("branch and bound"),
        "proven": say("proven"),
        "solver": say("optimal by the solver"),
        "open": say("not proven"),
        GOING_ON: say("going on"),
        WITHOUT_LOCKS: say("the question without locks"),
    }
    return words.get(note, text(note))


def tell_finished(shown: Shown, *folders: Path) -> None:
    """Finish what a command that was cut off left in folders that are read or written; say so."""
    for folder in folders:
        # A run of two levels was moved by the journal of the folder above them.
        for said in (*finish(folder), *finish(folder.absolute().parent)):
            print(said.shown(shown, "\n"), file=sys.stderr)


def tell_points(
    shown: Shown, said: Callable[[Row], Text], names: Mapping[str, str] | None = None
) -> Tally:
    """Tell of each point of a batch as it ends, by its name where it has one."""

    def told(key: str, row: Row, done: int, of: int) -> None:
        line = joined([f"{done}/{of} {(names or {}).get(key, key)}", said(row)], ": ")
        print(line.shown(shown), file=sys.stderr, flush=True)

    return told


def print_batch(
    batch: Batch, swept: Swept, folder: Path, total: Text, shown: Shown, *, as_json: bool
) -> None:
    """Print what all points came to."""
    if swept.before:
        line = say("{count} of {of} were finished before", count=swept.before, of=len(swept.points))
        print(line.shown(shown), file=sys.stderr)
    if as_json:
        print((folder / batch.record).read_text(encoding="utf-8"))
    else:
        print(total.shown(shown, "\n"))
        print(f"→ {folder}")


def make_provinces(
    provinces: Provinces,
    folder: Path,
    papers: Sequence[str],
    csv: CsvForm,
    shown: Shown,
    *,
    force: bool,
    as_json: bool,
) -> NoReturn:
    """Make a batch of all provinces, and tell of each as it ends."""
    tell_finished(shown, folder)
    told = tell_points(shown, provinces.ended, provinces_of_today())
    swept = provinces.sweep(folder, papers=papers, csv=csv, force=force, progress=told)
    table = provinces.write(swept, folder, papers=papers, csv=csv, force=force)
    said = provinces.total(table)
    print_batch(provinces.on(papers), swept, folder, said, shown, as_json=as_json)
    raise SystemExit(int(table["exit_code"].max()) if "exit_code" in table else EXIT_DONE)


def log_command(
    context: typer.Context, place: Path, by: str | None, folders: Sequence[Path], ended: int
) -> None:
    """Write a line into the log beside a run; where that fails, the run is none the worse."""
    name = str(context.info_name)
    # In which language it answers is no part of it.
    words = sys.argv[sys.argv.index(name) :] if name in sys.argv else [name]
    told = audit.note(place, words, by, folders, ended)
    if told is not None:
        print(told.shown(language_of(context), "\n"), file=sys.stderr)


def main_language(shown: Shown) -> Language:
    """Choose the language of figures that stand once."""
    return "en" if shown == "en" else "vi"


def number_words(value: float | None) -> Text:
    """Write a whole number without decimals."""
    if value is None:
        return text("–")
    return number_text(value, 0 if float(value).is_integer() else 2)


def stage_words(stage: str, value: float | None, unit: str) -> Text:
    """Name a stage and what it came to: "Quán tính dân cư: 8.271.776,60 người·km²"."""
    if value is None:
        return joined([stage_name(stage), "–"], ": ")
    figure = quantity_words(value, unit, 0 if float(value).is_integer() else 2)
    return joined([stage_name(stage), figure], ": ")


def print_run(done: Run, shown: Shown) -> None:
    """Print what a run found: stages, proofs, and what is not satisfied."""
    evaluation, record = done.evaluation, done.record
    console = Console(highlight=False, soft_wrap=True)

    def tell(mark: str, said: Text | str) -> None:
        console.print(f"  {mark}{escape(text(said).shown(shown))}")

    title = Text(record.title_vi, record.title_en or record.title_vi)
    console.print(f"[bold]{escape(title.shown(shown))}[/bold]")
    before, after = len(evaluation.units), len(evaluation.merged)
    console.print(say("{before} → {after} units", before=before, after=after).shown(shown))
    standing = evaluation.plan.standing
    ground = standing.lines if standing else ()
    for line in ground:
        tell("? ", line)
    for stage in evaluation.plan.stages:
        tell("", _of_stage(stage, evaluation))
    for note in (*evaluation.plan.scope[len(ground) :], *evaluation.plan.notes):
        tell("", note)
    doubtful = int((evaluation.units["people_assumed"] | evaluation.units["area_assumed"]).sum())
    if doubtful:
        hang = say(
            "{count} of {before} units have figures that are not certain: see `planner check`",
            count=doubtful,
            before=before,
        )
        tell("* ", hang)
    for entry in unsatisfied(evaluation):
        tell("! ", _complaint(entry))
    for row in record.whole:
        tell("! " if row["status"] in ("missed", "exceeded") else "- ", _of_whole(row))
    for complaint in record.check:
        tell("!! ", complaint)
    for line in _of_beside(record.beside, evaluation.plan.stages):
        tell("", line)
    if not evaluation.plan.repeatable:
        tell("! ", say("The time limit stopped the search: this plan is not repeatable."))
    console.print(f"→ {escape(str(done.folder))}")


def _of_beside(alternatives: NearPlans | None, stages: Sequence[Stage]) -> Iterator[Text]:
    """Tell the plans beside the best: what each is worse by, and how many people it moves."""
    if alternatives is None:
        return
    last = stages[-1]
    for row in alternatives.table.to_dict("records")[1:]:
        more = row[f"{last.name}_more"]
        yield say(
            "Rank {rank}: {stage} {more} more; {people} people ({percent} %) in other new units",
            rank=row["rank"],
            stage=stage_name(last.name),
            more=quantity_words(more, last.unit),
            people=number_text(row["other_people"]),
            percent=number_text(row["other_people_percent"], 1),
        )
    if alternatives.choices is not None:
        places = alternatives.choices["place"].nunique()
        known = say("all") if alternatives.complete else say("not all")
        yield say(
            "{count} plans listed ({known}), as choices in {places} places: choices.csv",
            count=alternatives.listed,
            known=known,
            places=places,
        )
    elif not alternatives.complete:
        yield say("Fewer plans were found than asked for; it is not proven that there are no more.")
    elif len(alternatives.table) == 1:
        yield say("No other plan keeps what the best plan keeps.")


def _of_stage(stage: Stage, evaluation: Evaluation) -> Text:
    """Say what a stage came to, its proof, and what keeping it costs the last stage."""
    last, after = evaluation.plan.stages[-1].name, evaluation.verdicts_after
    head = stage_words(stage.name, stage.value, stage.unit)
    line = joined([head, stage.grade], " – ")
    unjudged = after.index[after["no_rule"].to_numpy(dtype=bool)]
    if stage.name == "unsatisfied" and len(unjudged):
        # None of them counts as not satisfied, and nobody has found them satisfied.
        units = listed(full_name(evaluation.figures).loc[unjudged])
        line = say("{stage}; judged by no rule: {units}", stage=line, units=units)
    if stage.last_with is None or not stage.last_without:
        return line
    raised = abs(100.0 * (stage.last_with / stage.last_without - 1.0))
    if round(raised, 1) == 0.0:
        # "0.0 % worse" says nothing; `result.json` has both values.
        return line
    cost = say(
        "{stage}: {percent} % worse for it, by the bounds",
        stage=stage_name(last),
        percent=number_text(raised, 1),
    )
    return joined([line, cost], "; ")


def _of_whole(row: dict[str, Any]) -> Text:
    """Say what the law asks of the whole plan: how far the number falls, or of a name."""
    article = text(row["article"])
    if "percent" not in row:
        return joined([f"{row['name']} ({row['new_code']})", article], ": ")
    least, most = (number_text(row[f"{end}_percent"]) for end in ("least", "most"))
    bounds = float(row["least_percent"]), float(row["most_percent"])
    fall = number_text(rounded_beside(float(row["percent"]), bounds, 2), 2)
    span = say("−{fall} % ({least}–{most} %)", fall=fall, least=least, most=most)
    return joined([article, span], ": ")


def _complaint(entry: dict[str, Any]) -> Text:
    """Name a new unit that the law does not accept, and what it misses."""
    name = f"{entry['name']} ({entry['code']})"
    head = say("{name}, {count} member units", name=name, count=len(entry["members"]))
    if not isinstance(entry["why"], list):
        return joined([head, text(STATUS["no_rule"])], ": ")
    missed: list[Said] = [
        say(
            "{value} < {threshold} ({percent}; {article})",
            value=quantity_words(why["value"], why["unit"]),
            threshold=quantity_words(why["threshold"], why["unit"]),
            percent=percent_words(why["percent"]),
            article=text(why["article"]),
        )
        for why in entry["why"]
    ]
    return joined([head, joined(missed)], ": ")
