"""A map of the communes of before: put together into those of today, if somebody says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from office_files import province, write_people

from planner.errors import InputError
from planner.sources.doctor.answers import OpenError
from planner.sources.doctor.importing import Files, import_files
from planner.sources.doctor.outputs import write_open
from planner.units import full_name
from planner.vietnam.sources import former_communes


def _older(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut each unit from west to east into the communes that it was made of."""
    rows = []
    former = former_communes(units.index)
    former = former[former["heir"].isin(units.index)].drop_duplicates("code")
    for heir, own in former.groupby("heir"):
        shape = units.geometry[heir]
        west, south, east, north = shape.bounds
        edges = np.linspace(west, east, len(own) + 1)
        for n, (code, name, kind) in enumerate(
            own[["code", "name", "kind"]].itertuples(index=False)
        ):
            piece = shapely.intersection(shape, shapely.box(edges[n], south, edges[n + 1], north))
            rows.append((code, name, kind, piece))
    frame = gpd.GeoDataFrame(rows, columns=["MAXA", "TENXA", "CAP", "geometry"], crs=4326)
    return frame.set_geometry("geometry")


def test_older_communes_are_put_together_when_somebody_says_so(tmp_path: Path) -> None:
    units = province("ha_tinh").to_crs(4326)
    units = units.loc[["18073", "18652", *units.index[5:12]]]
    older = _older(units)
    divided = former_communes(units.index)
    divided = set(divided.loc[divided["code"].duplicated(), "code"]) & set(older["MAXA"])
    older.loc[older.index[-1], "MAXA"] = "0"  # one that ceased before: known by where it lies
    older.to_file(tmp_path / "xa.gpkg")
    write_people(units, tmp_path / "dan_so.xlsx", {})
    files = Files(tmp_path / "xa.gpkg", (tmp_path / "dan_so.xlsx",))
    with pytest.raises(OpenError, match="put together by lineage") as caught:
        import_files(files)
    asked = {each.code: each for each in caught.value.questions}
    assert divided and set(asked) == {"", *divided}
    assert all("divided among" in asked[code].why.en for code in divided)
    path = write_open(caught.value.matches, files, tmp_path / "out", caught.value.questions)
    matches = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    assert set(matches["Cột"]) == {"Ranh giới"}
    first, *_ = divided
    heir = asked[first].figure.split(" + ")[0]
    matches["Trả lời"] = [heir if code == first else "giữ" for code in matches["Mã đơn vị"]]
    matches.to_csv(path, sep=";", index=False)
    imported = import_files(replace(files, matches=path))
    assert imported.of_today and sorted(imported.units.index) == sorted(units.index)
    assert imported.units["people"].to_dict() == units["people"].to_dict()
    assert full_name(imported.units).to_dict() == full_name(units).to_dict()
    assert "communes of before put together" in " ".join(
        each.text.en for each in imported.report.doubts
    )
    shapes = imported.units.geometry.to_crs(4326).loc[units.index]
    alike = [code for code in units.index if code not in asked[first].figure]
    both = shapely.area(shapely.union(shapes[alike].to_numpy(), units.geometry[alike].to_numpy()))
    common = shapely.intersection(shapes[alike].to_numpy(), units.geometry[alike].to_numpy())
    assert (shapely.area(common) / both > 0.999).all()


def test_nobody_puts_them_together_against_an_answer(tmp_path: Path) -> None:
    units = province("ha_tinh").to_crs(4326).iloc[5:12]
    _older(units).to_file(tmp_path / "xa.gpkg")
    write_people(units, tmp_path / "dan_so.xlsx", {})
    files = Files(tmp_path / "xa.gpkg", (tmp_path / "dan_so.xlsx",))
    with pytest.raises(OpenError) as caught:
        import_files(files)
    path = write_open(caught.value.matches, files, tmp_path / "out", caught.value.questions)
    matches = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    matches["Trả lời"] = "bỏ"
    matches.to_csv(path, sep=";", index=False)
    with pytest.raises(InputError) as refused:  # older communes are no units of the table
        import_files(replace(files, matches=path))
    assert "put together" not in str(refused.value)


def test_a_hole_goes_to_the_commune_that_has_it(tmp_path: Path) -> None:
    units = province("ha_tinh").to_crs(4326).iloc[5:12]
    older = _older(units)
    hole = older.geometry[3].representative_point().buffer(0.01)
    older.geometry = older.geometry.difference(hole)
    older.to_file(tmp_path / "xa.gpkg")
    write_people(units, tmp_path / "dan_so.xlsx", {})
    files = Files(tmp_path / "xa.gpkg", (tmp_path / "dan_so.xlsx",))
    with pytest.raises(OpenError) as caught:
        import_files(files)
    assert len(caught.value.questions) == 1
