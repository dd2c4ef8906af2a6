"""What several commands take: their arguments and options, and the language they answer in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from planner.errors import InputError, Problem
from planner.words.text import Shown, say

ScenarioFile = Annotated[Path, typer.Argument(help="Kịch bản · scenario file (YAML).")]
RunFolder = Annotated[Path, typer.Argument(help="Thư mục kết quả · run folder.")]
Out = Annotated[Path | None, typer.Option("--out", help="Thư mục kết quả · run folder.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="Đổi một khóa, áp dụng sau cùng · KEY=VALUE, applied last."),
]
Force = Annotated[
    bool, typer.Option("--force", help="Ghi đè kết quả cũ · replace the run that is there.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Chỉ in JSON · JSON on standard output, nothing else.")
]
Lang = Annotated[
    str,
    typer.Option(
        "--lang",
        envvar="PLANNER_LANG",
        help="Ngôn ngữ in ra: vi, en, both · language of what is printed.",
    ),
]
LANGUAGES_SHOWN: tuple[Shown, ...] = get_args(Shown)


def answer_in(lang: Lang = "both") -> None:
    """Phương án sắp xếp đơn vị hành chính · plans mergers of administrative units."""
    # Each command reads it from the context of the program.
    if lang not in LANGUAGES_SHOWN:
        raise InputError(
            Problem(
                "--lang, PLANNER_LANG",
                f"'{lang}'",
                say("one of {names}", names=", ".join(LANGUAGES_SHOWN)),
                say("choose one of them"),
            )
        )


def language_of(context: typer.Context) -> Shown:
    """In which language a command answers; both where what was asked for is none."""
    asked = context.find_root().params.get("lang")
    return next((shown for shown in LANGUAGES_SHOWN if shown == asked), "both")
