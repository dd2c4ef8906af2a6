"""An office's own files, as they come: made of the real outlines of a province.

A Shapefile in TCVN3, in a zone of VN-2000 that nobody states, with areas in hectares; a workbook
with a title, headings of two rows with merged cells, a row that numbers the columns, parts, a
hidden row, sums, notes and misspelt names.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd

from planner.sources import data_folder
from planner.units import full_name
from planner.words import letters

# How people misspell: marks, letters, spaces, order of tone and vowel.
SLIPS = (
    lambda name: name.replace("ươ", "uơ", 1),
    lambda name: name.replace("ng", "n", 1),
    lambda name: name + "h",
    lambda name: name[:1] + name[2:],
    lambda name: name.replace("Đ", "D", 1).replace("ê", "e", 1),
)


def province(key: str) -> pd.DataFrame:
    """Read a province of today as it is embedded."""
    path = data_folder() / "boundaries/communes_2026.parquet"
    return gpd.read_parquet(path, filters=[("key", "==", key)]).set_index("code")


def in_tcvn3(text: str) -> bytes:
    """Write a text as a Shapefile of the nineties has it; capitals with an accent have no byte."""
    table = {meant: byte for byte, meant in letters._TCVN3.items()}
    written = (table.get(letter, table.get(letter.lower(), letter)) for letter in text)
    return "".join(written).encode("latin-1")


def misspelt(names: list[str], how_many: int) -> dict[int, str]:
    """Misspell some names, each so that it is still most like its own unit."""
    from planner.sources.doctor.matching import alike

    slips: dict[int, str] = {}
    for position, name in enumerate(names):
        if len(slips) == how_many or len(name) < 7 or position % 3:
            continue
        for slip in SLIPS[len(slips) % len(SLIPS) :] + SLIPS:
            wrong = slip(name)
            others = [alike(wrong, other) for other in names if other != name]
            own = alike(wrong, name)
            if wrong != name and own > 78 and own - max(others) > 10:
                slips[position] = wrong
                break
    return slips


def write_boundaries(units: gpd.GeoDataFrame, epsg: int, path: Path, codes: bool) -> None:
    """Write a Shapefile in TCVN3, without a system of coordinates, areas in hectares."""
    drawn = units.geometry.to_crs(epsg)
    table = {
        "MAXA": list(units.index) if codes else [""] * len(units),
        "TENXA": [in_tcvn3(name).decode("latin-1") for name in full_name(units)],
        "DIENTICH": (units["area_km2"].astype(float) * 100).round(2).to_numpy(),
    }
    if not codes:
        del table["MAXA"]
    frame = gpd.GeoDataFrame(table, geometry=drawn.to_numpy(), crs=epsg)
    frame.to_file(path, engine="pyogrio", encoding="ISO-8859-1")
    for ending in (".prj", ".cpg"):
        path.with_suffix(ending).unlink(missing_ok=True)


def write_people(units: pd.DataFrame, path: Path, slips: dict[int, str]) -> int:
    """Write the workbook of people; names are misspelt at some positions.  Give the sum."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Biểu 01"
    page["A1"] = "UBND TỈNH"
    page.merge_cells("A2:F2")
    page["A2"] = "BIỂU TỔNG HỢP DÂN SỐ CÁC XÃ, PHƯỜNG"
    for cells, word in (
        ("A4:A5", "STT"),
        ("B4:B5", "Tên đơn vị hành chính"),
        ("C4:E4", "Dân số (người)"),
        ("F4:F5", "Ghi chú"),
    ):
        page.merge_cells(cells)
        page[cells.split(":")[0]] = word
    for column, word in zip("CDE", ("Tổng số", "Nam", "Nữ")):
        page[f"{column}5"] = word
    page.append([f"({n})" for n in range(1, 7)])
    page.append(["I", "Các phường"])
    wards = [n for n, kind in enumerate(units["kind"]) if kind == "phuong"]
    rest = [n for n, kind in enumerate(units["kind"]) if kind != "phuong"]
    names = full_name(units).tolist()
    people = units["people"].fillna(0).astype(int).tolist()
    for n in [*wards, None, *rest]:
        if n is None:
            page.append(["II", "Các xã"])
            continue
        name = names[n].replace("Phường ", "P. ", 1)
        if n in slips:
            name = name.replace(units["name"].iloc[n], slips[n])
        figure: object = people[n]
        if n % 4 == 1:
            figure = f"{people[n]:,}".replace(",", ".")
        elif n % 4 == 2:
            figure = f"{people[n]:,}"
        page.append([n + 1, name, figure, people[n] // 2, people[n] - people[n] // 2])
    page.append(["", "Tổng cộng", sum(people)])
    page.append(["", "Ghi chú: số liệu do Công an tỉnh cung cấp đến 31/12/2025"])
    page.row_dimensions[9].hidden = True
    book.create_sheet("Trang trống")
    book.save(path)
    return sum(people)


def write_office(folder: Path, key: str, epsg: int, *, codes: bool, slips: int = 10) -> set[str]:
    """Write an office's folder, and give the codes of units whose names are misspelt in it."""
    units = province(key)
    folder.mkdir(parents=True, exist_ok=True)
    write_boundaries(units, epsg, folder / "ranh_gioi.shp", codes)
    wrong = misspelt(units["name"].tolist(), slips)
    assert len(wrong) == slips
    write_people(units, folder / "dan_so.xlsx", wrong)
    return {str(units.index[n]) for n in wrong}
