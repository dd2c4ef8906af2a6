"""Faults of command lines, and of consoles."""

from __future__ import annotations

from collections.abc import Iterator

from faults.fault import Fault, nothing, setting

LINES: dict[str, tuple[tuple[str, ...], str]] = {
    "no command of ours": (("plan",), "no command `plan`"),
    "a command in Vietnamese": (("chạy",), "no command"),
    "no scenario": (("check",), "is missing"),
    "two scenarios": (("check", "small.yaml", "full.yaml"), "does not take"),
    "an option that is none": (("check", "small.yaml", "--fast"), "no option `--fast`"),
    "an option of another command": (("check", "small.yaml", "--force"), "no option `--force`"),
    "an option without its value": (("run", "small.yaml", "--out"), "without its value"),
    "a switch with a value": (("run", "small.yaml", "--force=yes"), "with a value"),
    "an empty out": (("run", "small.yaml", "--out", ""), "--out|results that are there|small|read"),
    "a language that is none": (("--lang", "fr", "check", "small.yaml"), "fr"),
    "a language after the command": (("check", "small.yaml", "--lang", "vi"), "ghi trước tên lệnh"),
    "no plan": (("evaluate", "small.yaml"), "is missing"),
    "an empty name": (("check", ""), "Is a directory|director"),
    "a folder": (("check", "shape"), "Is a directory"),
    "a device": (("check", "/dev/zero"), "a device or a pipe"),
    "a workbook": (("check", "people.xlsx"), "not UTF-8"),
    "a table": (("check", "people.csv"), "people.csv"),
    "a name of 300 letters": (("check", "n" * 300 + ".yaml"), "nnn"),
    "an address": (("check", "https://example.org/a.yaml"), "No such file"),
    "a province that is none": (("check", "vietnam:atlantis@2026"), "atlantis"),
    "a year that is none": (("check", "vietnam:ha_tinh@1900"), "2026"),
    "a province of two lines": (("check", "vietnam:ha\ntinh@2026"), "vietnam|No such file"),
    "a province with a path": (("check", "vietnam:../x@2026"), "vietnam"),
    "init without anything": (("init",), "neither a folder nor a province"),
    "init of no province": (("init", "--province", "atlantis"), "atlantis"),
    "init of a path": (("init", "--province", "../x"), "../x"),
    "rules of nothing": (("rules", "show", "none"), "no such rule set"),
    "rules of a folder": (("rules", "show", "shape"), "no such rule set"),
    "rules of a scenario": (("rules", "show", "small.yaml"), "small.yaml"),
    "rules of no level": (("rules", "list", "x"), "does not take|x"),
    "a paper that is none": (("country", "--paper", "A9"), "A9"),
    "a round that is none": (("replay", "atlantis"), "atlantis"),
    "a round with a path": (("replay", "../x"), "x"),
}


def faults() -> Iterator[Fault]:
    """Give them."""
    for name, (words, said) in LINES.items():
        yield Fault("command lines", name, nothing, said, words)
    for encoding in ("ascii", "cp1252", "cp1258", "cp437", "utf-16"):
        wide = setting("groups.max_members=99")
        said = "max_members"
        yield Fault("consoles", f"{encoding}, refused", nothing, said, wide, encoding=encoding)
        check = ("--lang", "vi", "check", "full.yaml")
        yield Fault("consoles", f"{encoding}, done", nothing, "9", check, 0, encoding=encoding)
        run = ("run", "small.yaml", "--out", "out", "--json")
        yield Fault(
            "consoles", f"{encoding}, JSON", nothing, "stages", run, (0, 1), encoding=encoding
        )
    places = {"C": "C", "POSIX": "POSIX", "none": "xx_XX.UTF-8", "Turkish": "tr_TR.UTF-8"}
    for name, value in places.items():
        fault = Fault("consoles", f"the place {name}", nothing, "9 (units|đơn vị)", code=0)
        yield Fault(**{**fault.__dict__, "environment": {"LANG": value, "LC_ALL": value}})
    for name, value in {"of no language": "klingon", "empty": ""}.items():
        environment = {"PLANNER_LANG": value}
        yield Fault(
            "consoles",
            f"PLANNER_LANG {name}",
            nothing,
            "9|klingon",
            code=(0, 2),
            environment=environment,
        )
