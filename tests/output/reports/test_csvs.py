"""Csv files of a run for a Vietnamese Excel: they open there, and the program reads them back."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from commandline import Planner
from conftest import write_small

from planner.words import STATUS

pytestmark = pytest.mark.slow

FOR_PEOPLE = ("depends", "findings", "indicators", "names", "shapes")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, planner: Planner) -> Path:
    """Write the nine squares in both forms."""
    folder = write_small(tmp_path_factory.mktemp("csvs"))
    for form in ("excel", "plain"):
        done = planner("run", "small.yaml", "--csv", form, "--out", form, folder=folder)
        assert done.returncode in (0, 1), done.stderr
    return folder


def test_excel_gets_its_mark_separator_and_words(runs: Path) -> None:
    """Every csv has the mark, semicolons and ends of lines of Windows; figures a decimal comma."""
    for path in (runs / "excel").glob("*.csv"):
        held = path.read_bytes()
        assert held.startswith(b"\xef\xbb\xbf") and b"\r\n" in held, path.name
        assert b"\n" not in held.replace(b"\r\n", b""), path.name
    findings = pd.read_csv(runs / "excel" / "findings.csv", sep=";", decimal=",")
    plain = pd.read_csv(runs / "plain" / "findings.csv")
    assert list(findings.columns[:5]) == [
        *("Trạng thái", "Mã", "Tên đơn vị", "Tiêu chí", "Giá trị"),
    ]
    assert len(findings) == len(plain)
    assert findings["Giá trị"].round(2).tolist() == plain["value"].round(2).tolist()
    assert set(findings["Kết quả"]) <= {status.vi for status in STATUS.values()}


def test_plain_is_what_it_was(runs: Path) -> None:
    for path in (runs / "plain").glob("*.csv"):
        held = path.read_bytes()
        assert not held.startswith(b"\xef\xbb\xbf") and b"\r" not in held, path.name


def test_both_forms_say_the_same_and_are_verified(runs: Path, planner: Planner) -> None:
    """What comes back keeps its headings; the record and the scenario hold the form."""
    for name in ("plan", "bases"):
        one = pd.read_csv(runs / "excel" / f"{name}.csv", sep=";", decimal=",", dtype={"code": str})
        two = pd.read_csv(runs / "plain" / f"{name}.csv", dtype={"code": str})
        pd.testing.assert_frame_equal(one, two)
    for form in ("excel", "plain"):
        assert json.loads((runs / form / "result.json").read_text("utf-8"))["csv"] == form
    done = planner("verify", "excel", folder=runs)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_plan_for_excel_is_evaluated_again(runs: Path, planner: Planner) -> None:
    words = ("small.yaml", "--plan", "excel/plan.csv", "--csv", "excel", "--out", "again")
    done = planner("evaluate", *words, folder=runs)
    assert done.returncode in (0, 1), done.stderr
    for name in FOR_PEOPLE[1:]:
        one, two = (runs / each / f"{name}.csv" for each in ("excel", "again"))
        assert one.read_bytes() == two.read_bytes(), name


@pytest.mark.more
def test_what_is_made_of_runs_is_for_excel_too(runs: Path, planner: Planner) -> None:
    """The same rows in both forms; the prices are verified in the form that they have."""
    sweep = ("sweep", "--scenario", "small.yaml", "--workers", "1", "--csv", "excel")
    assert planner(*sweep, "--out", "sweep_excel", folder=runs).returncode in (0, 1)
    for out, *words in (
        ("compared", "compare", "excel", "plain"),
        ("plain/prices", "explain", "plain", "--prices"),
    ):
        for form in ("excel", "plain"):
            done = planner(*words, "--csv", form, "--out", f"{out}_{form}", folder=runs)
            assert done.returncode == 0, done.stderr
    for path in runs.rglob("*_excel/*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path.name
        excel = pd.read_csv(path, sep=";", decimal=",")
        if path.parent.name == "sweep_excel":
            assert excel.columns[0] not in ("key", "one") and len(excel) in (1, 12)
            continue
        plain = pd.read_csv(Path(str(path).replace("_excel", "_plain")))
        assert len(excel) == len(plain), path.name
        if path.name == "prices.csv":
            pd.testing.assert_frame_equal(excel, plain)
    for form in ("excel", "plain"):
        done = planner("verify", f"plain/prices_{form}", folder=runs)
        assert done.returncode == 0, done.stdout + done.stderr
