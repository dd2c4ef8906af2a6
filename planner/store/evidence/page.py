"""One page of what was verified, for the files of whoever has to say that it was: docx or html."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from planner.errors import (
    EXIT_DONE,
    EXIT_NOT_READ,
    EXIT_NOT_SATISFIED,
    InputError,
    Problem,
    system_fault,
)
from planner.gate.files import digest_of
from planner.output.dossier.control import Control
from planner.output.dossier.word.paper import CENTRE, new_paper, save, style_run
from planner.output.maps.policy import guarded
from planner.plan.terms import stage_name
from planner.store.evidence import Evidence
from planner.store.versions import versions
from planner.words import number_text
from planner.words.proofs import ALTERNATIVES, ANY_SIZE, stage_words
from planner.words.text import Shown, Text, joined, say, text

ENDINGS = (".docx", ".html")
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
    <meta charset="utf-8">
    <title>{title}</title>
    <style>body {{ font: 15px/1.4 "Times New Roman", serif; max-width: 46em; margin: 2em auto; }}
h1 {{ font-size: 1.3em; text-align: center; }} h2 {{ font-size: 1.05em; margin-bottom: 0; }}
ul {{ margin-top: .3em; }} li {{ overflow-wrap: anywhere; }}</style>
</head>
<body>
<h1>{title}</h1>
{parts}
</body>
</html>
"""

Parts = Mapping[Text, Sequence[Text]]
"""Heading → its lines."""


def refuse_other(path: Path) -> None:
    """Refuse a name that is of neither kind of page.

    Raises
    ------
    InputError
        It ends otherwise.
    """
    if path.suffix.lower() not in ENDINGS:
        found, mend = say("another ending"), say("give it one of these endings")
        raise InputError(Problem(str(path), found, say(".docx or .html"), mend))


def write_page(path: Path, title: Text, parts: Parts, shown: Shown) -> None:
    """Write the page; it replaces the one that is there.

    Parameters
    ----------
    path : Path
        ``.docx`` or ``.html``.
    title : Text
    parts : mapping of Text to sequence of Text
        Heading → its lines.
    shown : {"vi", "en", "both"}

    Raises
    ------
    InputError
        It ends otherwise, or cannot be written.
    """
    refuse_other(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".docx":
            _write_paper(path, title, parts, shown)
        else:
            page = guarded(_page(title, parts, shown))
            path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        where = say("a folder in which files can be written and replaced")
        mend = say("name another file")
        raise InputError(Problem(str(path), system_fault(error), where, mend)) from error


def _write_paper(path: Path, title: Text, parts: Parts, shown: Shown) -> None:
    paper = new_paper(title.shown(shown))
    head = paper.add_paragraph()
    head.alignment = CENTRE
    style_run(head, title.shown(shown), bold=True)
    for heading, lines in parts.items():
        style_run(paper.add_paragraph(), heading.shown(shown), bold=True, size=12.0)
        for line in lines:
            style_run(paper.add_paragraph(), f"– {line.shown(shown)}", size=11.0)
    save(paper, path)


def _page(title: Text, parts: Parts, shown: Shown) -> str:
    written = [
        f"<h2>{html.escape(heading.shown(shown))}</h2>\n<ul>\n"
        + "".join(f"<li>{html.escape(line.shown(shown))}</li>\n" for line in lines)
        + "</ul>"
        for heading, lines in parts.items()
    ]
    name = html.escape(title.shown(shown))
    language = "en" if shown == "en" else "vi"
    return PAGE.format(language=language, title=name, parts="\n".join(written))


def evidence_lines(evidence: Evidence) -> list[Text]:
    """Say what was found of a run, but for complaints."""
    verdict = evidence.verdict
    built = say("{count} groups built again", count=number_text(verdict.groups))
    if not verdict.stages:
        built = say("a plan that was brought and not looked for: there is nothing to prove")
    stages = [
        stage_words(**(asdict(stage) | {"stage": stage_name(stage.stage)}))
        for stage in verdict.stages
    ]
    more = [ANY_SIZE[verdict.any_size]] if verdict.any_size else []
    more += [ALTERNATIVES[verdict.alternatives]] if verdict.alternatives else []
    return [built, *stages, *more, *_of_files(evidence), *evidence.notes]


def _of_files(evidence: Evidence) -> list[Text]:
    """Say what else was held against what."""
    return [
        say("files: written again from units, plan, law and scenario, and compared")
        if evidence.not_compared is None
        else say("files: not written again and compared: {why}", why=evidence.not_compared),
        say("units: read again from the files that the run names, and compared")
        if evidence.not_read is None
        else say("units: not read again and compared: {why}", why=evidence.not_read),
        *(
            [say("NOT VERIFIED in full: what was not read, or not compared, may be anything")]
            if evidence.ended == EXIT_NOT_READ
            else []
        ),
    ]


def page_parts(
    path: Path,
    levels: Sequence[tuple[Path, Evidence]],
    papers: Sequence[tuple[Path, Control]],
    signature: Control | None,
    ended: int,
) -> dict[Text, list[Text]]:
    """Gather what a page of verification says.

    Parameters
    ----------
    path : Path
        The run folder or bundle.
    levels, papers
        What came of each level, and of each dossier.
    signature : Control or None
        What was found of its signature; None of what cannot be signed.
    ended : int
        Exit code of all of it.
    """
    own = versions()
    checker = ", ".join(f"{name} {own[name]}" for name in sorted(own))
    head = [RESULTS[ended]]
    if path.is_file():
        head.append(say("SHA-256 of the bundle: {digest}", digest=digest_of(path)))
    head.append(say("checked by {versions}", versions=checker))
    checked = [line for _, each in levels for line in evidence_lines(each)]
    for place, control in papers:
        checked += [joined([place.name, control.head], ": "), *control.notes]
    unread = [
        why for _, each in levels for why in (each.not_compared, each.not_read) if why is not None
    ]
    unread += [line for _, control in papers for line in control.not_compared]
    wrong = [] if signature is None else [*signature.complaints]
    wrong += [text(line) for _, each in levels for line in each.verdict.complaints]
    wrong += [line for _, control in papers for line in control.complaints]
    return {
        say("Result"): head,
        say("What was checked"): checked,
        say("Signature"): signature.notes if signature else [say("not signed")],
        say("What was not checked"): [*dict.fromkeys(unread), *NEVER],
        say("Differences"): wrong or [say("no difference")],
    }


RESULTS = {
    EXIT_DONE: say("all that was read holds"),
    EXIT_NOT_SATISFIED: say("NOT AS THE RUN GIVES IT: see the differences"),
    EXIT_NOT_READ: say("NOT VERIFIED in full: what was not read, or not compared, may be anything"),
}
NEVER = (
    say("whether the figures of the office are true: give official files by `--data`"),
    say("when it was made: the clock is the office's own"),
    say("the reasons that the office gives where it changes the law or writes into the dossier"),
)
