"""Commands about what a province hands in: dossier, comments, and whether all of it holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from planner.cli.commands.serving import OfWorkspace, opened_workspace
from planner.cli.help import helped
from planner.cli.language import language_of
from planner.cli.options import By, Comments, Facts, Force, Json, Out, RunFolder, RunOrBundle
from planner.cli.shown import log_command, tell_finished
from planner.errors import EXIT_DONE, EXIT_NOT_SATISFIED, InputError, Problem
from planner.explain.claims import CLAIMS
from planner.output.dossier import write_dossier
from planner.output.dossier.check import KINDS, Point, open_points
from planner.output.dossier.comments import (
    open_ones,
    read_register,
    told,
    write_register,
)
from planner.output.dossier.control import Control, verify_dossier
from planner.output.dossier.inputs import read_office
from planner.output.dossier.matter import Matter, gather
from planner.output.dossier.minutes.hearings import register as register_of
from planner.output.dossier.prices import read_prices
from planner.session.log import SUFFIX
from planner.store.bundle import is_bundle, opened
from planner.store.bundle.facts import check_facts
from planner.store.evidence import Evidence, verify_whole
from planner.store.evidence.claims import ClaimsEvidence, claims_of, verify_claims
from planner.store.evidence.page import evidence_lines, page_parts, refuse_other, write_page
from planner.store.evidence.papers import dossiers_of, is_dossier, signature_told, verify_papers
from planner.store.record import Result
from planner.store.runs import levels_of, read_run
from planner.verify.choices.claims import POINTS
from planner.words.proofs import claims_words
from planner.words.text import Shown, say, text


def report_command(
    context: typer.Context,
    run: RunFolder,
    out: Out = None,
    opinions: Annotated[
        Path | None, typer.Option(help=helped(say("tally of opinions, a row a settlement")))
    ] = None,
    staff: Annotated[
        Path | None, typer.Option(help=helped(say("staff of each new unit, now and needed")))
    ] = None,
    offices: Annotated[
        Path | None, typer.Option(help=helped(say("offices of each new unit, now and kept")))
    ] = None,
    services: Annotated[
        Path | None,
        typer.Option(help=helped(say("public service units of each new unit, now and kept"))),
    ] = None,
    comments: Comments = None,
    facts: Facts = None,
    texts: Annotated[
        Path | None,
        typer.Option(help=helped(say("another dossier, whose written texts are taken over"))),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help=helped(say("a docx of your own, to be filled as well")))
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help=helped(say("list what is still empty, assumed, not verified"))
        ),
    ] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write the dossier of a run, or list what is still to be done on it."""
    shown, folder = language_of(context), out or run / "dossier"
    tell_finished(shown, run, folder)
    evaluation, scenario = read_run(run)
    for said in check_facts(run, evaluation, scenario, facts or []):
        print(said.shown(shown), file=sys.stderr)
    record = Result.read(run)
    matter = gather(evaluation, scenario, record, read_prices(run))
    given = read_office(matter, opinions=opinions, staff=staff, offices=offices, services=services)
    register = read_register(comments) if comments else []
    if check:
        points = [*open_points(matter, given, folder, register), *not_as_run(folder, matter)]
        _tell_points(points, shown, as_json)
    made = write_dossier(
        matter, given, folder, force=force, texts=texts, comments=register, template=template
    )
    for said in made.said:
        print(said.shown(shown, "\n"), file=sys.stderr)
    if as_json:
        print(json.dumps({"files": [str(path) for path in made.files]}, indent=1))
        return
    for path in made.files:
        print(path)


def not_as_run(folder: Path, matter: Matter) -> list[Point]:
    """Say which figure or text of a dossier is not what the run gives."""
    if not is_dossier(folder):
        return []
    mend = say("write it in a field, or make the dossier again with `--force`")
    control = verify_dossier(folder, matter)
    return [Point("not_attained", folder.name, said, mend) for said in control.complaints]


def _tell_points(points: list[Point], shown: Shown, as_json: bool) -> NoReturn:
    """List what is still to be done, and end with 1 where there is anything."""
    if as_json:
        rows = [
            {
                "kind": point.kind,
                "place": point.place,
                **point.said.by_language(),
                "todo": point.todo.by_language(),
            }
            for point in points
        ]
        print(json.dumps({"points": rows}, ensure_ascii=False, indent=1))
    else:
        for kind, words in KINDS.items():
            of_kind = [point for point in points if point.kind == kind]
            if of_kind:
                print(f"{words.shown(shown)}: {len(of_kind)}")
            for point in of_kind:
                todo = f" → {point.todo.shown(shown)}" if point.todo.vi else ""
                print(f"  - {point.place}: {point.said.shown(shown)}{todo}")
    raise SystemExit(EXIT_NOT_SATISFIED if points else EXIT_DONE)


def comments_command(
    context: typer.Context,
    register: Annotated[
        Path, typer.Argument(help=helped(say("register (xlsx or csv), or a workspace (.planner)")))
    ],
    scenario: OfWorkspace = None,
) -> None:
    """Begin a register of comments, or say what in it is still open."""
    shown = language_of(context)
    if register.suffix == SUFFIX:
        with opened_workspace(register, scenario) as (workspace, _):
            comments = register_of(workspace.state(workspace.head()))
    elif not register.exists():
        write_register(register)
        print(register)
        return
    else:
        comments = read_register(register)
    left = open_ones(comments)
    said = say(
        "{count} comments, {settled} settled, {open} open",
        count=len(comments),
        settled=len(comments) - len(left),
        open=len(left),
    )
    print(said.shown(shown))
    for comment in left:
        print(f"  - {told(comment)}")
    raise SystemExit(EXIT_NOT_SATISFIED if left else EXIT_DONE)


def verify_command(
    context: typer.Context,
    run: RunOrBundle,
    law: Annotated[
        Path | None, typer.Option("--law", help=helped(say("official rule file")))
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", help=helped(say("official file of figures"))),
    ] = None,
    dossier: Annotated[
        Path | None, typer.Option("--dossier", help=helped(say("a dossier that lies elsewhere")))
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option("--signed-by", help=helped(say("names and keys, as OpenSSH has them"))),
    ] = None,
    log: Annotated[
        Path | None, typer.Option("--log", help=helped(say("log of the office that signed")))
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help=helped(say("page to write (docx, html)")))
    ] = None,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Check the proofs by other code, without a solver."""
    shown = language_of(context)
    tell_finished(shown, run)
    if report is not None:
        refuse_other(report)
    if (run / CLAIMS).is_file():
        raise SystemExit(_of_claims([run], shown, as_json=as_json))
    if is_dossier(run):
        control = verify_papers(run, levels_of(run.absolute().parent))
        raise SystemExit(_tell_papers([(run, control)], shown, as_json=as_json))
    if names or log:
        _refuse_unsigned(run)
    with opened(run) as folder:
        found = verify_whole(run, folder, law, data or ())
        levels = [level for level, _ in found]
        places = [place for level in levels for place in dossiers_of(level)]
        places += [] if dossier is None else [dossier]
        papers = [(place, verify_papers(place, levels)) for place in places]
        signature = signature_told(run, folder.parent, names, log) if is_bundle(run) else None
        ended = worst([*(each.ended for _, each in found), *(each.ended for _, each in papers)])
        if signature and signature.complaints:
            ended = EXIT_NOT_SATISFIED
        log_command(context, run, by, levels, ended)
    _tell_found(run, found, shown, as_json=as_json)
    _tell_papers([*([(run, signature)] if signature else []), *papers], shown, as_json=as_json)
    beside = [] if as_json else [place for level in levels for place in claims_of(level)]
    ended = worst([ended, _of_claims(beside, shown, as_json=False)])
    if report is not None:
        parts = page_parts(run, found, papers, signature, ended)
        write_page(report, say("Record of verification: {file}", file=run.name), parts, shown)
        print(f"→ {report}", file=sys.stderr)
    raise SystemExit(ended)


def _refuse_unsigned(run: Path) -> None:
    if not is_bundle(run):
        mend = say("pack it with `planner bundle`, and have it signed")
        raise InputError(Problem(str(run), say("a run folder"), say("a bundle"), mend))


def _tell_found(
    run: Path, levels: list[tuple[Path, Evidence]], shown: Shown, *, as_json: bool
) -> None:
    """Print what was found of a run, and each complaint."""
    if as_json:
        plain = [_plain(each) for _, each in levels]
        whole = plain[0] if len(plain) == 1 else {"levels": plain}
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    for level, each in levels:
        name = run if len(levels) == 1 else run / level.name
        if not as_json:
            first, *lines = evidence_lines(each)
            print(f"{name}: {first.shown(shown)}")
            for line in lines:
                print(f"  {line.shown(shown)}")
        for complaint in each.verdict.complaints:
            print(f"  !! {text(complaint).shown(shown)}", file=sys.stderr)


def _tell_papers(papers: list[tuple[Path, Control]], shown: Shown, *, as_json: bool) -> int:
    """Print what was found of dossiers; the exit code."""
    for place, control in papers:
        if as_json:
            for complaint in control.complaints:
                print(f"  !! {complaint.shown(shown)}", file=sys.stderr)
            continue
        print(f"{place}: {control.head.shown(shown)}")
        for line in (*control.notes, *control.not_compared):
            print(f"  {line.shown(shown)}")
        for complaint in control.complaints:
            print(f"  !! {complaint.shown(shown)}", file=sys.stderr)
    return worst(control.ended for _, control in papers)


def worst(ended: Iterable[int]) -> int:
    """Give the exit code of several checks: what is wrong outweighs what was not read."""
    codes = {EXIT_DONE, *ended}
    return EXIT_NOT_SATISFIED if EXIT_NOT_SATISFIED in codes else max(codes)


def _of_claims(folders: list[Path], shown: Shown, *, as_json: bool) -> int:
    """Check claims beside runs, and print what was found; the exit code."""
    ended = EXIT_DONE
    for folder in folders:
        found = verify_claims(folder)
        ended = worst([ended, found.ended])
        if as_json:
            print(json.dumps(_plain_claims(found), ensure_ascii=False, indent=1))
        else:
            claimed, why = found.claimed, found.not_compared
            wishes = [wish.proof for wish in claimed.wishes]
            others = [
                (say("conflicts"), claimed.conflicts),
                (
                    say("{count} pairs of units in near plans", count=len(claimed.pairs)),
                    claimed.near,
                ),
                (say("the plan for the worst case"), claimed.worst),
                *((POINTS[part], found) for part, (found, _) in claimed.points.items()),
            ]
            for line in claims_words(claimed.borders, len(claimed.prices), wishes, others, why):
                print(f"{folder}: {line.shown(shown)}")
        for complaint in found.complaints:
            print(f"  !! {complaint.shown(shown)}", file=sys.stderr)
    return ended


def _plain_claims(evidence: ClaimsEvidence) -> dict[str, object]:
    """Give what was found of claims as plain data."""
    claimed = evidence.claimed
    return {
        "verified": evidence.holds,
        "complaints": [said.en for said in evidence.complaints],
        "borders": claimed.borders,
        "at_once": len(claimed.prices),
        "wishes": [asdict(wish) for wish in claimed.wishes],
        "conflicts": claimed.conflicts,
        "near": claimed.near,
        "pairs": len(claimed.pairs),
        "worst": claimed.worst,
        **{part: evidence for part, (evidence, _) in claimed.points.items()},
        "not_compared": evidence.not_compared and evidence.not_compared.en,
    }


def _plain(evidence: Evidence) -> dict[str, object]:
    """Give what was found as plain data."""
    verdict = evidence.verdict
    stages = [
        asdict(each) | {"proven": each.proven and not each.after_open} for each in verdict.stages
    ]
    return asdict(verdict) | {
        "stages": stages,
        "proven": verdict.proven,
        "verified": verdict.verified,
        "ended": evidence.ended,
        "not_compared": evidence.not_compared and evidence.not_compared.en,
        "not_read": evidence.not_read and evidence.not_read.en,
        "notes": [said.en for said in evidence.notes],
    }
