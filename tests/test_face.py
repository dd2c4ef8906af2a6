"""The public face: from units to a map in ten lines, as a notebook has them."""

from __future__ import annotations

from pathlib import Path

import planner as pl


def test_units_to_a_map_in_ten_lines(small: Path) -> None:
    tables = [{"file": "people.csv", "base": "invented"}]
    source = pl.SourceSettings(boundaries="units.gpkg", tables=tables, area="computed")
    units = pl.read_units(source, small)
    graph = pl.build_graph(units)
    rules = pl.read_ruleset("vn-commune-76-2025")
    groups, count = pl.GroupSettings(max_members=3), pl.CountSettings(exactly=3)
    objective = ["unsatisfied", pl.StageSettings(stage="inertia", within_percent=5.0)]
    plan = pl.arrange(units, graph, rules, groups=groups, count=count, objective=objective)
    pl.write_map(pl.evaluate(units, graph, plan, rules), small / "map.html")
    assert plan.stages[1].value == 2_437_500.0 and plan.stages[1].proven
    assert "Phương án sắp xếp đơn vị hành chính" in (small / "map.html").read_text("utf-8")
    assert set(pl.__all__) <= set(vars(pl))
