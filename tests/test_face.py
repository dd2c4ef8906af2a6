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
    evaluation = pl.evaluate(units, graph, plan, rules)
    pl.write_map(evaluation, small / "map.html")
    assert plan.stages[1].value == 2_437_500.0 and plan.stages[1].proven
    assert "Phương án sắp xếp đơn vị hành chính" in (small / "map.html").read_text("utf-8")
    assert all(getattr(pl, name) is not None for name in pl.__all__)
    # In a notebook, each shows itself.
    assert "<td>inertia</td>" in plan._repr_html_() and "9 → 3" in plan._repr_html_()
    assert "<th>Trước · Before</th>" in evaluation._repr_html_()
    assert pl.plot(evaluation)._repr_png_().startswith(b"\x89PNG")
    frame = pl.explore(evaluation, title="</iframe><script>")._repr_html_()
    assert frame.count("<iframe") == 1 and "<script" not in frame


def test_what_a_notebook_shows_is_escaped(small: Path) -> None:
    path = small / "small.yaml"
    path.write_text(path.read_text("utf-8").replace("Chín ô vuông", "'<b>&'"), encoding="utf-8")
    shown = pl.read_scenario(path).scenario._repr_html_()
    assert "&lt;b&gt;&amp; · Nine squares" in shown and "<b>" not in shown
    assert "<tr><td>groups.max_members</td><td>3</td></tr>" in shown
