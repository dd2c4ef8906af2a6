"""What several commands take: their arguments and options."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from planner.cli.help import helped
from planner.cli.language import LANGUAGES_SHOWN
from planner.errors import InputError, Problem
from planner.words.outputs.country import ENLARGED
from planner.words.text import Said, Text, say

ScenarioFile = Annotated[
    Path, typer.Argument(help=helped(say("scenario file (YAML), or vietnam:<province>@2026")))
]
ScenarioOrBundle = Annotated[
    Path,
    typer.Argument(
        help=helped(say("scenario file (YAML), vietnam:<province>@2026, or bundle (ZIP)"))
    ),
]
RunFolder = Annotated[Path, typer.Argument(help=helped(say("run folder")))]
RunOrBundle = Annotated[Path, typer.Argument(help=helped(say("run folder, or bundle (ZIP)")))]
Out = Annotated[Path | None, typer.Option("--out", help=helped(say("folder to write")))]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help=helped(say("KEY=VALUE: changes a key, applied last"))),
]
Facts = Annotated[
    list[Path] | None,
    typer.Option(
        "--facts",
        help=helped(say("form of facts that is filled in, or a decision (xlsx, docx)")),
    ),
]
Safe = Annotated[
    bool,
    typer.Option(
        "--safe",
        help=helped(say("the plan that is accepted whatever the answers are to what is not known")),
    ),
]
Force = Annotated[bool, typer.Option("--force", help=helped(say("replace the run that is there")))]
By = Annotated[
    str | None,
    typer.Option(
        "--by", envvar="PLANNER_BY", help=helped(say("who gives the command, for the log"))
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help=helped(say("JSON on standard output, nothing else")))
]
Papers = Annotated[
    list[str] | None,
    typer.Option("--paper", help=helped(say("size of the paper: A3, A2, A1, A0"))),
]
Csv = Annotated[
    Literal["plain", "excel"] | None,
    typer.Option(
        "--csv",
        help=helped(say("csv files for a Vietnamese Excel (excel), or for programs (plain)")),
    ),
]
Alternatives = Annotated[
    int | None,
    typer.Option(help=helped(say("how many of the best plans, each proven to be the next"))),
]
Differ = Annotated[
    float | None,
    typer.Option(help=helped(say("percent of the people by which each differs from all before"))),
]
Within = Annotated[
    float | None,
    typer.Option(help=helped(say("all plans within so many percent of the best, as choices"))),
]
Lang = Annotated[
    str,
    typer.Option(
        "--lang",
        envvar="PLANNER_LANG",
        help=helped(say("language of what is printed: vi, en, both")),
    ),
]
Comments = Annotated[
    Path | None, typer.Option(help=helped(say("register of comments (`planner comments`)")))
]

CHOOSE = say("choose one of them")


def none_of(option: str, value: Said, names: Iterable[str], mend: Text = CHOOSE) -> InputError:
    """Refuse the value of an option that takes one of some names."""
    among = say("one of {names}", names=", ".join(names))
    return InputError(Problem(option, value, among, mend))


def answer_in(lang: Lang = "vi") -> None:
    """Refuse a language that is none, before a command answers in it."""
    # Each command reads it from the context of the program.
    if lang not in LANGUAGES_SHOWN:
        raise none_of("--lang, PLANNER_LANG", f"'{lang}'", LANGUAGES_SHOWN)


def papers_of(paper: list[str] | None) -> list[str]:
    """Take the sizes of sheets of the country, each once; A3 unless they are named."""
    papers = list(dict.fromkeys(paper or ["A3"]))
    strange = [name for name in papers if name not in ENLARGED]
    if strange:
        mend = say("choose a size of paper, such as A3")
        raise none_of("--paper", ", ".join(map(repr, strange)), ENLARGED, mend)
    return papers
