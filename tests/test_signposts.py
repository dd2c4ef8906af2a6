"""Signposts: commands that pages name run, paths are there, versions are the same."""

from __future__ import annotations

import configparser
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commandline import Planner
from conftest import write_small
from house import ROOT
from ruamel.yaml import YAML
from worlds import nine_squares

import planner as program
from planner.batch.report import SWEEP
from planner.explain.doubt import FILES as DOUBT
from planner.output.reports.comparison import COMPARISON_FILES
from planner.pipeline import prepare
from planner.scenario.reading import read_scenario
from planner.session import Workspace
from planner.sources.doctor.outputs import DOUBTS, MATCHES
from planner.store.manifest import NAMES, PRICES

FOLDERS = (
    *(".ci", ".github", "benchmarks", "data", "docs", "notebooks", "planner"),
    *("qgis", "runs", "scenarios", "tests", "windows"),
)
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "benchmarks/*.md", ".github/**/*.md")
    for path in ROOT.glob(pattern)
    if path.name != "CHANGELOG.md"
)
HEAVY = ("sh install.sh", "bash .ci/run", "pytest ", "python benchmarks/")
HEADS = ("planner ", "python docs/", *HEAVY)
# `tests/test_site.py` runs what these say, in their order.
GUIDE = "docs/guide/"
# What a page calls something whose name is the reader's own: what it is called here.
OURS = {
    "KỊCH_BẢN": "small.yaml",
    "SCENARIO": "small.yaml",
    "FILE.csv": "runs/A/plan.csv",
    "FILE.zip": "sent.zip",
    "DIR": "mine",
    "RUN": "runs/A",
    "DOSSIER": "runs/A/dossier",
    "UNIT": "22",
    "TÊN_XÃ": "22",
    "A,B": "11,12",
    "THƯ_MỤC": "office",
    "du_lieu/ha_tinh_2026.yaml": "small.yaml",
    "runs/ha_tinh_2026": "runs/A",
    "LƯỚI.yaml": "grid.yaml",
}
# Pages that only the build of the site writes; `tests/test_site.py` holds links on the site.
MADE_BY_THE_SITE = {ROOT / "docs" / "reference" / "scenario.md", ROOT / "docs" / "gallery.md"}
# Whole provinces, which other tests solve: the commands are not run here, what they name is there.
WHOLE = {
    "planner run scenarios/ha_tinh_2026.yaml --force": "scenarios/ha_tinh_2026.yaml",
    "planner run vietnam:nghe_an@2026": "data/boundaries/communes_2026.parquet",
    "planner country --paper A3": "planner/vietnam/country/screen.py",
    "planner replay ha_tinh": "data/plans/ha_tinh_replay.yaml",
    "planner replay nghe_an": "data/plans/round_2025.yaml",
    "planner replay nghe_an --people dan_so_2024.xlsx": "data/plans/round_2025.yaml",
    "planner replay --all": "planner/vietnam/national/rounds.py",
    "planner country --plan": "planner/vietnam/national/plans.py",
}


def name_of(path: Path) -> str:
    """Name a page by its path from the root."""
    return path.relative_to(ROOT).as_posix()


def spans(page: Path) -> list[str]:
    """Give what a page sets as code: in backticks, lines of blocks, comments in blocks."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    blocks += re.findall(r"(?:^    \S.*\n)+", text, re.MULTILINE)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    comments = [line.partition("# ")[2] for line in lines if "# " in line]
    return [*inline, *lines, *comments]


def named() -> list[str]:
    """List every command that a page names; what is joined by ``&&`` are several."""
    found = {
        part.strip().removeprefix(".venv/bin/")
        for page in PAGES
        if not name_of(page).startswith(GUIDE)
        for span in spans(page)
        for part in span.partition("  #")[0].split("&&")
    }
    return sorted(part for part in found if part.startswith(HEADS))


COMMANDS = named()
OF_THE_PROGRAM = sorted(
    {
        " ".join(OURS.get(word, word) for word in command.split())
        for command in COMMANDS
        if command.startswith("planner ") and command not in WHOLE
    }
)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, planner: Planner) -> Path:
    """Make a folder in which the commands find what the pages speak of: a scenario, two runs."""
    folder = write_small(tmp_path_factory.mktemp("signposts"))
    (folder / "office").mkdir()
    write_small(folder / "office")
    places = nine_squares().geometry.centroid.to_crs(4326)
    rows = [f"{code},Thôn,100,{at.x:.6f},{at.y:.6f}\n" for code, at in places.items()]
    (folder / "thon.csv").write_text("code,settlement,people,lon,lat\n" + "".join(rows), "utf-8")
    for name, most in (("A", 3), ("B", 2)):
        changes = [f"groups.max_members={most}", "beside={settlements: {file: thon.csv}}"]
        sets = [word for change in changes for word in ("--set", change)]
        planner("run", "small.yaml", "--out", f"runs/{name}", *sets, folder=folder)
    order = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "KEY"))
    subprocess.run(order, check=True)
    (folder / "NAMES").write_text(f"office {(folder / 'KEY.pub').read_text('ascii')}", "ascii")
    planner("bundle", "runs/A", "--out", "sent.zip", "--sign", "KEY", folder=folder)
    today = "vietnam:ha_tinh@2026"
    problem = prepare(read_scenario(Path(today))).problem
    Workspace.create(folder / "hop.planner", problem, scenario=today).close()
    grid = (ROOT / "docs" / "sweep.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    (folder / "grid.yaml").write_text(grid, encoding="utf-8")
    return folder


def test_pages_name_commands() -> None:
    """What the parser has to find, whatever else it finds."""
    for head in ("planner run", "planner init", "sh install.sh", "bash .ci/run", "python docs/"):
        assert any(command.startswith(head) for command in COMMANDS), head
    assert len(OF_THE_PROGRAM) > 10


# Some take long, and other tests do the same: they are tried with --all-worlds.
LONG = (
    "planner sweep --",
    "planner verify runs/A/dossier",
    "planner explain runs/A --doubt",
    "planner report runs/A",
)


def marked(command: str) -> Any:
    """Give a command as a parameter; a long one is left to --all-worlds."""
    return pytest.param(command, marks=pytest.mark.more) if command.startswith(LONG) else command


# Whole runs and what is made of them; `tests/cli`, `tests/reports` and `tests/explain` do the same
# with less. That the options are there is asked of all of them each time.
@pytest.mark.slow
@pytest.mark.parametrize("command", map(marked, OF_THE_PROGRAM))
def test_a_command_of_the_program_runs(
    command: str, workshop: Path, tmp_path: Path, planner: Planner
) -> None:
    words = shlex.split(command)[1:]
    if len(words) == 1:
        # Only the name of a command.
        assert planner(*words, "--help").returncode == 0
        return
    place = Path(shutil.copytree(workshop, tmp_path / "place"))
    if "runs/A/dossier" in words:
        planner("report", "runs/A", folder=place)
    done = planner(*words, folder=place)
    # Done; or done, and some unit does not meet a standard.
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", WHOLE)
def test_what_a_command_on_a_whole_province_names_is_there(command: str, planner: Planner) -> None:
    """``.ci/run`` runs the first as it stands."""
    assert command in COMMANDS and (ROOT / WHOLE[command]).is_file()
    _, name, _, *options = shlex.split(command)
    shown = planner(name, "--help").stdout
    assert all(option in shown for option in options if option.startswith("-"))


DATA = (("data", "import"), ("data", "update"))


def test_options_named_alone_are_options_of_a_command(planner: Planner) -> None:
    named = ("run", "explain", "report", "compare", "replay", "country", "verify", "sweep", "serve")
    shown = "".join(planner(*name, "--help").stdout for name in (*zip(named), *DATA))
    options = {span.split()[0] for page in PAGES for span in spans(page) if span.startswith("--")}
    assert {"--set", "--out", "--force", "--json"} <= options
    assert [option for option in options if option not in shown] == []


@pytest.mark.slow
@pytest.mark.parametrize("command", [each for each in COMMANDS if each.startswith("python docs/")])
def test_a_page_that_is_written_is_what_its_command_writes(command: str, tmp_path: Path) -> None:
    """In a copy of docs/, which then is as before."""
    docs = Path(shutil.copytree(ROOT / "docs", tmp_path / "docs"))
    (tmp_path / "planner").symlink_to(ROOT / "planner")
    before = {path: path.read_bytes() for path in docs.rglob("*.md")}
    done = subprocess.run(
        command.replace("python", shlex.quote(sys.executable), 1),
        shell=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {path: path.read_bytes() for path in docs.rglob("*.md")} == before


@pytest.mark.parametrize(
    "command",
    [
        each
        for each in COMMANDS
        if each.startswith(("sh ", "bash ", "pytest", "python benchmarks/"))
    ],
)
def test_a_heavy_command_is_there(command: str) -> None:
    """Not run here; the script is, and reads as one, and the options are options."""
    program, *words = shlex.split(command)
    if program == "pytest":
        words = ["-m", "pytest", *words, "--version"]
        program = sys.executable
    elif program == "python":
        assert (ROOT / words[0]).is_file()
        return
    else:
        arguments = words[1:]
        text = (ROOT / words[0]).read_text(encoding="utf-8")
        assert all(f" = {word}" in text for word in arguments)
        words = ["-n", words[0]]
    done = subprocess.run([program, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_hooks_check_what_ci_checks() -> None:
    hooks = YAML(typ="safe").load(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [each["repo"] for each in hooks] == ["local"]
    entries = [hook["entry"] for hook in hooks[0]["hooks"]]
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    tools = [line for line in lines if line.startswith((".venv/bin/ruff", ".venv/bin/m"))]
    assert entries == [line.partition(" >")[0] for line in tools]


def there() -> Iterator[str]:
    """Give every path of the repository, and of what a run leaves."""
    yield from (path.name for path in ROOT.iterdir())
    for folder in FOLDERS:
        yield f"{folder}/"
        for path in (ROOT / folder).rglob("*"):
            if "__pycache__" not in path.parts:
                yield name_of(path) + "/" * path.is_dir()
    of_runs = (*NAMES, *PRICES, *DOUBT, *COMPARISON_FILES, *SWEEP.files)
    yield from (*of_runs, MATCHES, DOUBTS)


def paths(page: Path) -> set[str]:
    """Give what a page names in backticks that looks like a path and is not the reader's own."""
    found = set()
    for span in re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8")):
        looks = re.fullmatch(r"[\w./-]+", span) and (
            "/" in span or re.search(r"\.(py|md|yaml|csv|xlsx|json|cfg|cff|toml|po|lp|gpkg)$", span)
        )
        if looks and not span.startswith(("runs/", "out/", "cua_toi/", "du_lieu/", "van_phong/")):
            found.add(span.removeprefix("./"))
    return found


def test_every_path_is_there() -> None:
    """A path is written from the root, from its page, or by its end where that says enough."""
    known = {f"/{path}".rstrip("/") for path in there()}
    missing = {
        f"{name_of(page)}: {path}"
        for page in PAGES
        for path in paths(page)
        if not any(each.endswith("/" + path.rstrip("/")) for each in known)
    }
    assert missing == set()


def test_every_link_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            place = (page.parent / target).resolve()
            there = "://" in target or place.exists() or place in MADE_BY_THE_SITE
            assert there, f"{name_of(page)}: {target}"


def test_there_is_one_version() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    assert config["metadata"]["version"] == "attr: planner.__version__"
    cited = YAML(typ="safe").load(ROOT / "CITATION.cff")["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (newest, *_) = re.findall(r"^## (\S+)", changes, re.MULTILINE)
    assert program.__version__ == str(cited) == newest


def test_the_data_dictionary_is_what_the_code_says() -> None:
    page = ROOT / "docs" / "data-dictionary.md"
    written = runpy.run_path(str(ROOT / "docs" / "data_dictionary.py"))["page"]()
    assert page.read_text(encoding="utf-8") == written


def test_everything_is_shipped() -> None:
    """Each file of the package, and each shipped table, falls under a line of setup.cfg."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    packages = config["options"]["packages"].split()
    moved = dict(line.split(" = ") for line in config["options"]["package_dir"].strip().split("\n"))
    patterns = {
        package: ["*.py", *globs.replace(",", " ").split()]
        for package, globs in config["options.package_data"].items()
    }
    shipped: set[Path] = set()
    for package in packages:
        folder = ROOT / moved.get(package, package.replace(".", "/"))
        for pattern in patterns.get(package, ["*.py"]):
            shipped |= set(folder.glob(pattern))
    there = {
        path
        for top in ("planner", *moved.values())
        for path in (ROOT / top).rglob("*.*")
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & {*path.parts}
    }
    assert there - shipped == set()
