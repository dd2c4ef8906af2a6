"""Bytes for the parsers, led by what they reach: ``python -m tests.faults.parsers PARSER …``.

Needs the fuzzer atheris (``pip install atheris``), which nothing else here does.  PARSER is a key
of ``PARSERS``; what follows is for libFuzzer (``-max_total_time=600 -seed=1``).  It ends with a
traceback at the first input that a parser neither reads nor refuses in good order.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

with atheris.instrument_imports(include=["planner", "ruamel", "yaml"]):
    from worlds import nine_squares

    from faults.world import make_world
    from planner.documents import read_yaml
    from planner.errors import PlannerError
    from planner.gate.archive import unpack
    from planner.law import read_ruleset
    from planner.scenario.reading import read_scenario
    from planner.sources.settings import TableJoin
    from planner.sources.tables import read_sheet
    from planner.sources.tables.plans import read_plan
    from planner.sweep import read_grid

UNITS = nine_squares()


def _unpacked(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        unpack(path, Path(folder) / "out")


# Name → the ending of its file, the parser, and a file of the world of faults to begin with.
PARSERS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "yaml": (".yaml", read_yaml, "full.yaml"),
    "scenario": (".yaml", read_scenario, "full.yaml"),
    "grid": (".yaml", read_grid, "small.yaml"),
    "rules": (".yaml", lambda path: read_ruleset(path.name, path.parent), "law.yaml"),
    "plan": (".csv", lambda path: read_plan(path, UNITS), "plan.csv"),
    "table": (".csv", lambda path: read_sheet(path, TableJoin(file=path.name)), "people.csv"),
    "workbook": (".xlsx", lambda path: read_sheet(path, TableJoin(file=path.name)), "people.xlsx"),
    "bundle": (".zip", _unpacked, "people.xlsx"),
    "ods": (".ods", lambda path: read_sheet(path, TableJoin(file=path.name)), "people.ods"),
    "template": (".docx", lambda path: _filled(path), "template.docx"),
}


def main() -> None:
    """Let libFuzzer make up files for one parser."""
    name = sys.argv[1]
    ending, parse, first = PARSERS[name]
    place = Path(tempfile.mkdtemp())
    corpus = place / "corpus"
    corpus.mkdir()
    (corpus / "first").write_bytes((make_world(place / "world") / first).read_bytes())
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
