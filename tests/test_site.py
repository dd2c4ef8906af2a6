"""The site: built without a network and without a warning, read as files, and its commands run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import office_files
import pandas as pd
import pytest
from commandline import Planner
from house import ROOT
from playwright.sync_api import Browser
from ruamel.yaml import YAML
from worlds import nine_squares

from planner.scenario import Scenario

GUIDE = ROOT / "docs" / "guide"
# In the order in which a reader takes them: each goes on from what those before it left.
PAGES = ("tutorial", "boundaries", "locks", "count", "facts", "doubt", "decided", "opinions")
SIZES = ((1366, 768), (390, 844))
LOOKED_AT = (
    "index",
    "guide/tutorial",
    "paper",
    "reference/scenario",
    "reference/python",
    "gallery",
)
BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```', re.MULTILINE | re.DOTALL)


def write_office(folder: Path) -> None:
    """Bring the two files that the tutorial speaks of: nine squares, as an office has them."""
    units = nine_squares().reset_index(names="ma_xa")
    units = units.rename(columns={"name": "ten_xa", "kind": "loai", "people": "dan_so"})
    units[["ma_xa", "ten_xa", "loai", "mountain", "geometry"]].to_file(folder / "ranh_gioi.gpkg")
    people = units[["ma_xa", "dan_so"]]
    with pd.ExcelWriter(folder / "dan_so.xlsx") as book:
        pd.DataFrame([["TỈNH A"], ["Dân số các xã, phường"]]).to_excel(
            book, header=False, index=False
        )
        people.to_excel(book, startrow=2, index=False)


@pytest.mark.slow
def test_the_guide_is_walked_from_files_to_sheets(tmp_path: Path, planner: Planner) -> None:
    """Every file on its pages is written, and every command run, in their order in one folder."""
    office_files.write_office(tmp_path / "van_phong", "ha_tinh", 9211, codes=True)
    commands = 0
    for name in PAGES:
        for kind, title, text in BLOCK.findall((GUIDE / f"{name}.md").read_text(encoding="utf-8")):
            if title:
                (tmp_path / title).write_text(text, encoding="utf-8")
            if kind != "sh":
                continue
            for command in text.splitlines():
                program, *words = shlex.split(command)
                assert program == "planner"
                done = planner(*words, folder=tmp_path)
                commands += 1
                assert done.returncode in (0, 1), f"{name}: {command}\n{done.stdout}{done.stderr}"
                if command == "planner init cua_toi":
                    write_office(tmp_path / "cua_toi")
    assert commands > 15
    made = {path.name for path in (tmp_path / "runs").rglob("*") if path.is_file()}
    assert {"map.html", "summary.xlsx", "phuong_an_A3.pdf", "1_to_trinh.docx"} <= made


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as CI does; no proxy leads out, so that nothing can be fetched."""
    folder = tmp_path_factory.mktemp("site") / "site"
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)],
        cwd=ROOT,
        env=os.environ | nowhere | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.slow
def test_the_site_is_read_as_files_on_a_desk_and_on_a_phone(site: Path, browser: Browser) -> None:
    """Built once: pages of both widths, and the reference of scenarios, which names every key."""
    for width, height in SIZES:
        page = browser.new_page(viewport={"width": width, "height": height})
        asked: list[str] = []
        faults: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
        for name in LOOKED_AT:
            page.goto((site / f"{name}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert page.locator("h1").count() == 1, name
            pictures = "Array.from(document.images).every(each => each.naturalWidth > 0)"
            page.wait_for_function(pictures)
        if width < 1000:
            page.locator("label[for=__search]").first.click()
        page.locator("input.md-search__input").press_sequentially("chứng minh")
        page.locator(".md-search-result__item").first.wait_for()
        inside = ("file:", "data:", "blob:", "about:")
        assert [url for url in asked if not url.startswith(inside)] == []
        assert faults == []
        page.close()
    shown = (site / "reference" / "scenario.html").read_text(encoding="utf-8")
    for model in (Scenario, *(f.annotation for f in Scenario.model_fields.values())):
        for key in getattr(model, "model_fields", {}):
            assert f"<code>{key}</code>" in shown, key


def test_every_page_of_docs_is_in_the_navigation() -> None:
    """A page that nobody is led to is not read; pages of the law are added by the build."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = str(YAML(typ="safe").load(text)["nav"])
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/**/*.md")]
    left_out = [each for each in pages if each not in nav and not each.startswith("law")]
    assert left_out == []
