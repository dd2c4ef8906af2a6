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


def answer_in(context: typer.Context, lang: Lang = "both") -> None:
    """Phương án sắp xếp đơn vị hành chính · plans mergers of administrative units."""
    if lang not in get_args(Shown):
        raise InputError(
            Problem(
                "--lang, PLANNER_LANG",
                f"'{lang}'",
                say("one of {names}", names=", ".join(get_args(Shown))),
                say("choose one of them"),
            )
        )
    # Contexts of the commands take it from that of the program.
    context.obj = lang


def language_of(context: typer.Context) -> Shown:
    """In which language a command answers; both until the option has been read."""
    return context.obj or "both"
