"""Tables that are larger, or other, than they look; names that are programs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

from . import base
from .attack import Attack, Ground, run_it, scenario, signed
from .office import ods, xlsx

ROWS = base.rows()
CSV = "\n".join(",".join(map(str, row)) for row in ROWS) + "\n"
FORMULA = "=cmd|'/c calc'!A0"


def _table(name: str, make: Callable[[], bytes], way: str = "run") -> Callable[[Ground], list[str]]:
    """Send a table: joined by a scenario, among an office's files, or as a register."""

    def build(ground: Ground) -> list[str]:
        content = make()
        if way == "run":
            (ground.sent / name).write_bytes(content)
            told = {"file": name, "code": "Mã xã", "columns": {"people": "Dân số"}, "base": "x"}
            scenario(ground, units__tables=[told])
            return run_it(ground)
        folder = ground.sent / "office"
        folder.mkdir()
        (folder / name).write_bytes(content)
        if way == "comments":
            return ["comments", str(folder / name)]
        if way == "plan":
            small = str(ground.sent / "small.yaml")
            return ["evaluate", small, "--plan", str(folder / name), "--out", "out"]
        shutil.copy(ground.sent / "units.geojson", folder)
        return ["data", "check", str(folder)]

    return build


def _stray(reference: str) -> bytes:
    row = "".join(letter for letter in reference if letter.isdigit())
    cell = f'<row r="{row}"><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row>'
    return xlsx(ROWS, rest=cell)


def _cells() -> Iterator[Attack]:
    repeat = 'table:number-columns-repeated="100000000"'
    many = 'table:number-rows-repeated="1000000000"'
    for name, file, make, way, refuse in (
        ("stray XFD3000", "a.xlsx", lambda: _stray("XFD3000"), "run", False),
        ("stray XFD1048576", "a.xlsx", lambda: _stray("XFD1048576"), "run", False),
        ("stray office", "a.xlsx", lambda: _stray("XFD1048576"), "office", False),
        ("stray beyond", "a.xlsx", lambda: _stray("ZZZZ9999999"), "run", False),
        (
            "dimension",
            "a.xlsx",
            lambda: xlsx(ROWS, dimension='<dimension ref="A1:XFD1048576"/>'),
            "run",
            False,
        ),
        ("cell 40 MB", "a.xlsx", lambda: xlsx(ROWS, more="y" * 40_000_000), "run", False),
        ("ods cut", "a.ods", lambda: ods(ROWS, cut=900), "run", True),
        ("ods columns", "a.ods", lambda: ods(ROWS, cell=repeat), "run", False),
        ("ods rows", "a.ods", lambda: ods(ROWS, row_mark=many), "run", False),
        (
            "ods minus",
            "a.ods",
            lambda: ods(ROWS, cell='table:number-columns-repeated="-5"'),
            "office",
            False,
        ),
        ("csv NUL", "a.csv", lambda: CSV.replace("23504", "23\x00504").encode(), "run", True),
        ("csv field", "a.csv", lambda: (CSV + '23599,"' + "y" * 200_000_000).encode(), "run", True),
        ("csv columns", "a.csv", lambda: (CSV + "," * 3_000_000).encode(), "run", False),
        ("xlsx as csv", "a.csv", lambda: xlsx(ROWS), "run", True),
        ("csv as xlsx", "a.xlsx", lambda: CSV.encode(), "run", True),
        (
            "random xls",
            "a.xls",
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(9000),
            "run",
            True,
        ),
        ("random xlsb", "a.xlsb", lambda: os.urandom(9000), "office", True),
        ("utf-16", "a.csv", lambda: CSV.encode("utf-16"), "run", False),
        ("huge number", "a.csv", lambda: CSV.replace("12000", "9" * 400).encode(), "run", True),
        ("infinite", "a.csv", lambda: CSV.replace("12000", "inf").encode(), "run", True),
    ):
        quick = name in ("ods cut", "csv NUL", "stray XFD3000")
        yield Attack("cells", name, _table(file, make, way), refuse, quick=quick)
    head = "code,new_code\n"
    honest = "".join(f"{base.code(number)},{base.code(number)}\n" for number in range(9))
    for name, text in {
        "formula code": honest.replace("23504,23504", f'"{FORMULA}","{FORMULA}"'),
        "climbing code": honest.replace("23504,23504", "23504,../../../outside/x"),
        "share": "".join(f"{base.code(n)},{base.code(n)},nan\n" for n in range(9)),
        "million rows": honest + "23500,23500\n" * 1_000_000,
        "null": "\x00" * 500_000,
        "twice": honest * 2,
        "nothing": "",
        "quotes": '"' * 1_000_001,
    }.items():
        heading = "code,new_code,share_people\n" if name == "share" else head
        content = (heading + text).encode() if text else b""
        build = _table("plan.csv", lambda content=content: content, "plan")
        # A code may hold any letters: no file is ever named by it.
        refuse = name != "climbing code"
        yield Attack("plans", name, build, refuse, quick=name in ("climbing code", "nothing"))
    for name, content in {
        "register random": os.urandom(5000),
        "register bomb": _stray("XFD1048576"),
        "register formula": xlsx([["Số", "Ý kiến", FORMULA], ["1", FORMULA, "x"]]),
    }.items():
        build = _table("gop_y.xlsx", lambda content=content: content, "comments")
        yield Attack("plans", name, build, name != "register bomb")


def _named(text: str, command: str) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        base.write(ground.sent, [text, *base.NAMES[1:]])
        return run_it(ground) if command == "run" else _imported(ground)

    return build


def _imported(ground: Ground) -> list[str]:
    folder = ground.sent / "office"
    folder.mkdir()
    for name in ("units.geojson", "people.xlsx"):
        shutil.copy(ground.sent / name, folder)
    return ["data", "import", str(folder), "--out", "new"]


def _coded(text: str, command: str) -> Callable[[Ground], list[str]]:
    def build(ground: Ground) -> list[str]:
        base.write(ground.sent, codes=[text, *(base.code(number) for number in range(1, 9))])
        if command == "sweep":
            small = str(ground.sent / "small.yaml")
            keys = f'groups.keep=[["{text}"]]'
            return ["sweep", "--scenario", small, "--values", keys, "--out", "grid"]
        return run_it(ground) if command == "run" else _imported(ground)

    return build


def _names() -> Iterator[Attack]:
    for name, text, refuse in (
        ("script", "<script>alert(1)</script>", False),
        ("closing script", "</script><img src=x onerror=alert(1)>", False),
        ("cdata", "]]><!--", False),
        ("formula", FORMULA, True),
        ("plus", "+1+cmd|' /C calc'!A0", True),
        ("at", "@SUM(1+1)*cmd|' /C calc'!A0", True),
        ("tab", "\t=1+1", False),
        ("line", "Ia Grai\nxã giả,1,2", False),
        ("bidi", "Ia \u202eiarG", False),
        ("path", "../../../outside/x", False),
        ("NUL", "Ia\x00Grai", False),
        ("template", "{{ 7*7 }}{% include '/etc/passwd' %}", False),
        ("long", "Gia Lai " * 50_000, False),
        ("quote", "Ia \"Grai', ; DROP TABLE", False),
    ):
        # An import mends what can be mended, and names it.
        command = "import" if name in ("line", "tab") else "run"
        yield Attack(
            "names", name, _named(text, command), refuse, quick=name in ("formula", "script")
        )
    for name, text, command, refuse in (
        ("code climbs", "../../../outside/x", "run", False),
        ("code climbs import", "../../../outside/x", "import", False),
        ("code absolute", "/etc/x", "run", False),
        ("code formula", FORMULA, "run", True),
        ("code empty", "", "run", True),
    ):
        yield Attack("names", name, _coded(text, command), refuse)

    def settled(ground: Ground) -> list[str]:
        for text in ("title_vi", "title_en"):
            scenario(ground, **{text: "../../../outside/x\n</script>{{ 1/0 }}"})
        return run_it(ground)

    yield Attack("names", "title", settled, False)

    def answered(ground: Ground) -> list[str]:
        for name in ("names.csv", "plan.csv", "findings.csv"):
            path = ground.run / name
            path.write_text(
                path.read_text(encoding="utf-8").replace("Ia Pa", FORMULA), encoding="utf-8"
            )
        signed(ground.run)
        return ["verify", str(ground.run)]

    yield Attack("plans", "forged names", answered)


def attacks() -> Iterator[Attack]:
    """Give the attacks of this file."""
    yield from _cells()
    yield from _names()
