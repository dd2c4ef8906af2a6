"""Plans that are compared: of nine squares, and what was decided for Hà Tĩnh beside a change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
from worlds import nine_squares

from planner.evaluation import Evaluation, evaluate
from planner.law import read_ruleset
from planner.output.reports.comparison import write_comparison
from planner.sources import SourceSettings, data_folder, read_units
from planner.sources.tables.plans import read_plan
from planner.units.graph import GraphSettings, build_graph
from planner.words import Text

LAW = "vn-commune-76-2025"
DECIDED, JOINED = "decided", "two-joined"
CALLED = Text("Theo Nghị quyết 1665", "As resolution 1665 decided")
# Joined in the second plan of the real data.
TAKEN, TAKER = "18652", "18073"
# Words that judge a plan, which no page and no sheet may say.
JUDGING = re.compile(
    r"\b(worse|worst|better|best|winner|wins?|loser|superior|inferior|improve\w*|good|bad|"
    r"tốt|xấu|kém|tệ|thắng|thua|ưu việt|hơn hẳn)\b",
    re.IGNORECASE,
)
ROWS = {f"{row}{column}": f"{row}2" for row in "123" for column in "123"}
COLUMNS = {f"{row}{column}": f"2{column}" for row in "123" for column in "123"}
# The rows again, but the last one stays as it is.
TWO_ROWS = {code: code if code[0] == "3" else new for code, new in ROWS.items()}


def planned(
    units: gpd.GeoDataFrame, folder: Path, name: str, goes: Mapping[str, str] | pd.DataFrame
) -> Evaluation:
    """Write a plan as a csv, as people bring it, and evaluate it."""
    if not isinstance(goes, pd.DataFrame):
        goes = pd.DataFrame({"code": list(goes), "new_code": list(goes.values())})
    path = folder / f"{name}.csv"
    goes.to_csv(path, index=False)
    graph = build_graph(units, GraphSettings())
    return evaluate(units, graph, read_plan(path, units), read_ruleset(LAW))


def three_plans(folder: Path) -> dict[str, Evaluation]:
    """Evaluate three plans of nine squares: by rows, by columns, and by two of the rows."""
    units = nine_squares()
    plans = {"rows": ROWS, "columns": COLUMNS, "two rows": TWO_ROWS}
    return {name: planned(units, folder, name, plan) for name, plan in plans.items()}


def real(folder: Path) -> dict[str, Evaluation]:
    """Evaluate what was decided for Hà Tĩnh, and the same with one ward joined to another."""
    units = read_units(SourceSettings(boundaries="vietnam:ha_tinh@2024"), Path())
    path = data_folder() / "plans" / "ha_tinh_2025_decided.csv"
    graph, law = build_graph(units, GraphSettings()), read_ruleset(LAW)
    decided = evaluate(units, graph, read_plan(path, units), law)
    rows = decided.plan.parts.assign(new_code=decided.plan.parts["new_code"].replace(TAKEN, TAKER))
    rows = rows.groupby(["code", "new_code"], as_index=False).sum()
    # Đại Nài is whole again; of Kỳ Lợi the people still go by halves.
    rows["assumed"] = rows["share_people"].map({0.5: "people"}).fillna("")
    return {DECIDED: decided, JOINED: planned(units, folder, "joined", rows)}


def write_real(folder: Path) -> None:
    """Write the comparison of the two, one of them with a title."""
    folder.mkdir(parents=True, exist_ok=True)
    write_comparison(real(folder), folder / "comparison", titles={DECIDED: CALLED})


def differing(written: Path) -> set[str]:
    """List the units that have other partners in the two plans."""
    table = pd.read_csv(written / "differences.csv", dtype={"code": str})
    return set(table.loc[~table["same_partners"], "code"])
