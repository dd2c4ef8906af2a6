"""Prices of every border of a small run: as solved afresh one by one, in a table and on a page."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from conftest import SMALL, Planner, write_small
from worlds import random_world, seeds

from planner.errors import InputError
from planner.explain.prices import border_prices, write_prices
from planner.explain.wishes import Case
from planner.pipeline import run
from planner.scenario.reading import read_scenario
from planner.store.manifest import PRICES
from planner.store.runs import read_run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run nine squares and price their borders."""
    place = write_small(tmp_path_factory.mktemp("prices"))
    run(read_scenario(place / "small.yaml"), place / "out")
    write_prices(place / "out", place / "prices")
    return place / "prices"


@pytest.mark.slow
def test_every_border_has_the_price_of_a_question(folder: Path) -> None:
    table = pd.read_csv(folder / "prices.csv", dtype={"one": str, "other": str})
    case = Case(*read_run(folder.parent / "out"))
    assert len(table) == case.evaluation.graph.number_of_edges() == 12
    for row in table.to_dict("records"):
        one, other = row["one"], row["other"]
        assert row["joined"] == (case.home[one] == case.home[other])
        for state, wish in (
            ("together", case.merge([one, other])),
            ("apart", case.apart(one, other)),
        ):
            price = case.price(wish)
            more = {name: more for name, _, _, more in price.more}
            for stage in ("unsatisfied", "inertia"):
                assert row[f"{state}_{stage}"] == more.get(stage, 0.0)
    assert table["proven"].all()


@pytest.mark.parametrize("seed", seeds(range(40), 0, 1))
def test_borders_of_random_worlds_have_the_price_of_a_question(seed: int, tmp_path: Path) -> None:
    """Of pairs as well that save nothing together, which no plan near the best joins."""
    units = random_world(seed, 7)
    units.reset_index(names="code").to_file(tmp_path / "units.gpkg")
    text = SMALL.replace("  tables:\n    - file: people.csv\n      base: invented\n", "")
    text = text.replace("  area: computed", "  area: computed\n  people_base: invented")
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    run(read_scenario(tmp_path / "small.yaml"), tmp_path / "out")
    priced, case = border_prices(tmp_path / "out"), Case(*read_run(tmp_path / "out"))
    assert len(priced.pairs) == priced.case.evaluation.graph.number_of_edges()
    for pair in priced.pairs:
        both = pair.one, pair.other
        price = case.price(case.apart(*both) if pair.joined else case.merge(both))
        assert (pair.more is None) == (price.plan is None)
        if pair.more is not None:
            more = {name: more for name, _, _, more in price.more}
            assert pair.more == {name: more.get(name, 0.0) for name in pair.more}


@pytest.mark.slow
def test_files_are_written_once_and_the_same_again(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == set(PRICES)
    with pytest.raises(InputError):
        write_prices(folder.parent / "out", folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_prices(folder.parent / "out", folder, force=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.slow
@pytest.mark.more
def test_the_proof_of_a_wish_begins_anew_with_a_better_plan(
    planner: Planner, tmp_path: Path
) -> None:
    """Where its stage began with a plan that was bettered, bounds of before had left groups out."""
    done = planner("run", "vietnam:cao_bang@2026", "--out", "out", folder=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    wish = ("out", "--merge", "01273,01279", "--out", "out/wish")
    for words in (("explain", *wish), ("verify", "out/wish")):
        done = planner(*words, folder=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
