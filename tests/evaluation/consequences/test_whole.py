"""A run with tables beside its units: written, verified whole, bundled, and run again."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from commandline import Planner
from pyproj import Transformer
from worlds import nine_squares

TABLES = """
beside:
  ties: [{file: ties.xlsx}]
  offices: {file: offices.csv}
  settlements: {file: thon.csv, base: xã báo cáo}
count: {at_most: 5, per_district: {"huyen 1": 2}}
objective: [unsatisfied, seat_distance]
"""


def write_tables(folder: Path) -> None:
    """Write ties, offices and settlements of the nine squares beside their scenario."""
    units = nine_squares()
    degrees = Transformer.from_crs(units.crs, 4326, always_xy=True)
    lon, lat = degrees.transform(units["x_m"] + 300, units["y_m"])
    named = {"Tên xã": units["name"].str.upper(), "Kinh độ": lon.round(6), "Vĩ độ": lat.round(6)}
    pd.DataFrame(named | {"Trụ sở": "Nhà văn hóa"}).to_csv(folder / "offices.csv", index=False)
    people = {"Thôn": "Thôn Đông", "Dân số": units["people"] - 10}
    pd.DataFrame(named | people).to_csv(folder / "thon.csv", index=False)
    tie = ["Unit 11", "Unit 12", 2, "chung chợ", "biên bản", "Phòng Nội vụ"]
    heads = ["Tên xã A", "Tên xã B", "Trọng số", "Lý do", "Nguồn", "Tác giả"]
    pd.DataFrame([tie], columns=heads).to_excel(folder / "ties.xlsx", index=False)
    districts = units[["district_code", "district"]].rename_axis("code").reset_index()
    districts.to_csv(folder / "districts.csv", index=False)
    text = (folder / "small.yaml").read_text(encoding="utf-8")
    text = text.replace("  area: computed", "    - {file: districts.csv}\n  area: computed")
    text = text[: text.index("objective:")] + TABLES
    (folder / "small.yaml").write_text(text, encoding="utf-8")


@pytest.mark.more
@pytest.mark.slow
def test_a_run_holds_what_its_tables_say(small: Path, planner: Planner) -> None:
    write_tables(small)
    done = planner("run", "small.yaml", "--out", "run", folder=small)
    assert done.returncode in (0, 1), done.stderr
    seats = pd.read_csv(small / "run" / "seats.csv", dtype=str)
    assert (seats["seat_in"].str[0] == "1").sum() >= 1
    assert set(seats["settlement"]) == {"Thôn Đông"}
    record = json.loads((small / "run" / "result.json").read_text("utf-8"))
    said = " ".join(note["vi"] for note in record["notes"])
    assert "xã báo cáo" in said
    assert "các thôn 4.990, đơn vị 5.000" in said
    names = {entry["name"] for entry in record["inputs"]}
    assert {"ties.xlsx", "offices.csv", "thon.csv"} <= names
    page = (small / "run" / "map.html").read_text("utf-8")
    for words in ("chung chợ", "trụ sở chọn là Nhà văn hóa", "theo huyện nơi đặt trụ sở"):
        assert words in page
    told = planner("verify", "run", folder=small)
    assert told.returncode == 0, told.stdout + told.stderr
    assert planner("bundle", "run", "--out", "run.zip", folder=small).returncode == 0
    assert planner("verify", "run.zip", folder=small).returncode == 0
    planner("run", "run.zip", "--out", "again", folder=small)
    for name in ("seats.csv", "plan.csv", "certificate.json"):
        assert (small / "run" / name).read_bytes() == (small / "again" / name).read_bytes()
    # Another office in the table: the run is no longer what its scenario gives.
    text = (small / "offices.csv").read_text("utf-8").replace("Nhà văn hóa", "Nhà khác", 1)
    (small / "offices.csv").write_text(text, encoding="utf-8")
    told = planner("--lang", "en", "verify", "run", folder=small)
    assert told.returncode == 1
    assert "scenario.yaml: not what small.yaml and its changes give" in told.stderr
    (small / "offices.csv").unlink()
    told = planner("--lang", "en", "verify", "run", folder=small)
    assert "offices.csv" in told.stdout + told.stderr
