"""Bytes for the parsers, led by what they reach: ``python -m tests.faults.parsers PARSER …``.

Needs the fuzzer atheris (``pip install atheris``), which nothing else here does.  PARSER is a key
of ``PARSERS``; what follows is for libFuzzer (``-max_total_time=600 -seed=1``).  It ends with a
traceback at the first input that a parser neither reads nor refuses in good order.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris
import docx

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

with atheris.instrument_imports(include=["planner", "ruamel", "yaml"]):
    from worlds import nine_squares

    from faults.world import make_world
    from planner.batch.grid import read_grid
    from planner.errors import PlannerError
    from planner.gate.archive import unpack
    from planner.gate.documents import read_yaml
    from planner.law import read_ruleset
    from planner.output.dossier.word.template import fill_template
    from planner.scenario.reading import read_scenario
    from planner.sources.settings import TableJoin
    from planner.sources.tables import read_sheet
    from planner.sources.tables.plans import read_plan

UNITS = nine_squares()


def _unpacked(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        unpack(path, Path(folder) / "out")


CELLS = b"""<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>
<table:table table:name="A"><table:table-row table:number-rows-repeated="2"><table:table-cell
 office:value-type="string" table:number-columns-repeated="3"><text:p>code</text:p>
</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>
</office:document-content>"""


def _opendocument(path: Path) -> object:
    """Read a workbook of OpenDocument of which the bytes are the cells."""
    book = path.with_suffix(".ods")
    with zipfile.ZipFile(book, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", path.read_bytes())
    return read_sheet(book, TableJoin(file=book.name))


def _template(path: Path) -> None:
    """Fill a template of which the bytes are the text."""
    text = path.read_bytes().decode("utf-8", "replace")
    paper = docx.Document()
    try:
        paper.add_paragraph(text)
    except ValueError:  # letters that no document may hold
        return
    paper.save(str(path.with_suffix(".docx")))
    context = {"m": {"province": "Tỉnh Vuông", "units": ["A", "B"]}, "cap": "xã"}
    fill_template(path.with_suffix(".docx"), context, path.with_name("filled.docx"))


# Name → the ending of its file, the parser, and a file of the world of faults to begin with.
PARSERS: dict[str, tuple[str, Callable[[Path], object], str | bytes]] = {
    "yaml": (".yaml", read_yaml, "full.yaml"),
    "scenario": (".yaml", read_scenario, "full.yaml"),
    "grid": (".yaml", read_grid, "small.yaml"),
    "rules": (".yaml", lambda path: read_ruleset(path.name, path.parent), "law.yaml"),
    "plan": (".csv", lambda path: read_plan(path, UNITS), "plan.csv"),
    "table": (".csv", lambda path: read_sheet(path, TableJoin(file=path.name)), "people.csv"),
    "workbook": (".xlsx", lambda path: read_sheet(path, TableJoin(file=path.name)), "people.xlsx"),
    "bundle": (".zip", _unpacked, "people.xlsx"),
    # What is inside of a zip: bytes of the zip itself seldom come so far.
    "ods": (".xml", lambda path: _opendocument(path), CELLS),
    "template": (".txt", lambda path: _template(path), b"{{ m.province }} {% for u in m.units %}"),
}


def main() -> None:
    """Let libFuzzer make up files for one parser."""
    name = sys.argv[1]
    ending, parse, first = PARSERS[name]
    place = Path(tempfile.mkdtemp())
    corpus = place / "corpus"
    corpus.mkdir()
    if isinstance(first, str):
        first = (make_world(place / "world") / first).read_bytes()
    (corpus / "first").write_bytes(first)
    file = place / f"fuzzed{ending}"

    def tried(data: bytes) -> None:
        file.write_bytes(data)
        try:
            parse(file)
        except PlannerError as error:
            # What is refused is said in two languages, with what to do next.
            for problem in error.problems:
                assert problem.found and problem.expected and problem.mend, problem

    limits = ["-timeout=30", "-rss_limit_mb=2048", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, *sys.argv[2:], str(corpus)], tried)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
