"""The gallery: maps that the build makes, of a run of embedded data."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from planner.output.maps.printed import draw_sheets
from planner.output.maps.printed.pen import METADATA
from planner.output.maps.small import small_map
from planner.pipeline import run
from planner.scenario.reading import read_scenario

SCENARIO = "vietnam:cao_bang@2026"
# A sheet of A3 as wide as a screen; the printed files have 300.
DOTS = 110
PAGE = """\
# Bản đồ mẫu · Gallery

Mọi hình ở đây được vẽ lúc lập trang này, từ dữ liệu có sẵn trong chương trình: {title}. Lệnh:
`planner run {scenario}`; bản in là của `planner map`.

*Every picture was drawn when this site was built, from data in the package.*

[Mở trang bản đồ tương tác](gallery/map.html){{ .md-button }}

## Bản in, hiện trạng · The sheet of today

![Bản in hiện trạng, khổ A3](gallery/present.png)

## Bản in, phương án · The sheet of the plan

![Bản in phương án, khổ A3](gallery/proposal.png)

## Hình trong hồ sơ · Maps within the dossier

<div class="grid" markdown>

![Hình hiện trạng](gallery/small_present.png)

![Hình phương án](gallery/small_proposal.png)

</div>
"""


def made() -> dict[str, str | bytes]:
    """Plan the province and draw it: path on the site → content."""
    read = read_scenario(Path(SCENARIO))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "run"
        evaluation = run(read, folder).evaluation
        files: dict[str, str | bytes] = {"gallery/map.html": (folder / "map.html").read_bytes()}
    for sheet, figure in draw_sheets(evaluation, title=read.scenario.title).items():
        picture = io.BytesIO()
        figure.savefig(picture, format="png", dpi=DOTS, metadata=METADATA["png"])
        files[f"gallery/{sheet}.png"] = picture.getvalue()
    for side in ("present", "proposal"):
        files[f"gallery/small_{side}.png"] = small_map(evaluation, side)
    files["gallery.md"] = PAGE.format(title=read.scenario.title.vi, scenario=SCENARIO)
    return files
