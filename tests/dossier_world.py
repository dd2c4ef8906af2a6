"""A run of nine squares and its dossier, made once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from reported import RECORD, nine_squares

from planner.evaluation import Evaluation
from planner.gate.documents import validate
from planner.output.dossier import Made, write_dossier
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.matter import Matter, gather
from planner.output.reports import result
from planner.scenario import Scenario

SCENARIO: dict[str, Any] = {
    "title_vi": "Phương án thử",
    "units": {"boundaries": "o_vuong.gpkg"},
    "law": {"ruleset": "vn-commune-76-2025"},
    "objective": [{"stage": "unsatisfied"}],
}


@dataclass(frozen=True)
class World:
    """What a dossier was made of, and where it lies."""

    evaluation: Evaluation
    matter: Matter
    folder: Path
    made: Made


def matter_of(evaluation: Evaluation) -> Matter:
    """Gather what documents say of nine squares."""
    evaluation.units["province"] = "Tỉnh Vuông"
    scenario = validate(Scenario, SCENARIO, "scenario.yaml")
    return gather(evaluation, scenario, result(evaluation, RECORD))


@pytest.fixture(scope="session")
def squares(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Write the dossier of nine squares."""
    evaluation = nine_squares()
    matter = matter_of(evaluation)
    folder = tmp_path_factory.mktemp("dossier") / "dossier"
    return World(evaluation, matter, folder, write_dossier(matter, OfficeData(), folder))
