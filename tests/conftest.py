"""What several test files share: each is made once in a session, by whoever asks first."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from commandline import REPOSITORY, Planner, run_command
from compared import write_real
from decided import decided_plan
from hypothesis import settings
from matplotlib.figure import Figure
from playwright.sync_api import Browser, Page, sync_playwright
from worlds import KNOWN, nine_squares

from planner.evaluation import Evaluation
from planner.output.maps.printed import draw_sheets
from planner.pipeline import run
from planner.scenario.reading import read_scenario

# How long an example takes says something of the machine, not of the program.
settings.register_profile("each time", deadline=None, max_examples=15)
settings.register_profile("all worlds", deadline=None, max_examples=150)

SHARED = REPOSITORY.parent / "shared" / "data"

SMALL = """\
title_vi: Chín ô vuông
title_en: Nine squares
units:
  boundaries: units.gpkg
  tables:
    - file: people.csv
      base: invented
  area: computed
law:
  ruleset: vn-commune-76-2025
groups:
  max_members: 3
objective:
  - stage: unsatisfied
  - stage: inertia
"""

# No name of the outside world resolves in the browser: only this machine, for the workbench.
BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what asks for more worlds of the same kinds than are tried each time."""
    parser.addoption("--all-worlds", action="store_true", help="also the tests marked `more`")


def pytest_configure(config: pytest.Config) -> None:
    """Say how many worlds hypothesis makes up for each test."""
    settings.load_profile("all worlds" if config.getoption("--all-worlds") else "each time")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is tried only when it is asked for."""
    if not config.getoption("--all-worlds"):
        more = [item for item in items if item.get_closest_marker("more")]
        config.hook.pytest_deselected(items=more)
        items[:] = [item for item in items if item.get_closest_marker("more") is None]


def pytest_collection_finish() -> None:
    """Leave thousands of tests out of every collection of garbage: they stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def planner() -> Planner:
    """Run the real command line in a process of its own."""
    return run_command


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the real browser that opens our pages."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    assert program, f"install one of {', '.join(names)}: pages are tested in a real browser"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=BROWSER)
        yield started
        started.close()


@pytest.fixture(scope="session")
def decided() -> Evaluation:
    """Evaluate the plan of resolution 1665 for Hà Tĩnh: 209 units become 69."""
    return decided_plan()


@pytest.fixture(scope="session")
def pair(decided: Evaluation) -> dict[str, Figure]:
    """Draw the decided plan on sheets of the usual size, A3."""
    return draw_sheets(decided)


@pytest.fixture(scope="session")
def pair_a4(decided: Evaluation) -> dict[str, Figure]:
    """Draw the decided plan on the smallest sheets."""
    return draw_sheets(decided, paper="A4")


@pytest.fixture(scope="session")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the comparison of two plans of Hà Tĩnh."""
    folder = tmp_path_factory.mktemp("real")
    write_real(folder)
    return folder / "comparison"


@contextmanager
def clean_page(browser: Browser, path: Path) -> Iterator[Page]:
    """Open a page in a window of a desk; at the end it has to have had no complaint."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(path.as_uri())
    yield page
    page.close()
    assert complaints == []


def until(page: Page, expression: str) -> None:
    """Wait until something holds, asked from outside: the page's own policy lets nothing be run."""
    for _ in range(600):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


@cache
def small_files(*, unknown: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Give the files of the nine squares, made once in a process; some facts may be unknown."""
    units = nine_squares().reset_index(names="code")
    facts = {name: value for name, value in KNOWN.items() if name not in unknown}
    outlines = units[["code", "name", "kind", "mountain", "geometry"]].assign(**facts)
    with TemporaryDirectory() as name:
        outlines.to_file(Path(name) / "units.gpkg")
        units[["code", "people"]].to_csv(Path(name) / "people.csv", index=False)
        (Path(name) / "small.yaml").write_text(SMALL, encoding="utf-8")
        return {path.name: path.read_bytes() for path in Path(name).iterdir()}


def write_small(folder: Path, *unknown: str) -> Path:
    """Write nine squares into a folder: outlines, people, and the scenario ``small.yaml``."""
    for name, data in small_files(unknown=unknown).items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Make a folder with nine squares."""
    return write_small(tmp_path)


@pytest.fixture(scope="session")
def nine_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with nine squares and their run in ``out``: who changes it takes a copy."""
    folder = write_small(tmp_path_factory.mktemp("nine"))
    run(read_scenario(folder / "small.yaml"), folder / "out")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Find the reference data beside the checkout; where it lies, no test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared/data beside the checkout")
    return SHARED
