"""A blank scenario: what runs as it is, and all that a planner may ask for, ready to uncomment."""

from __future__ import annotations

import json
from importlib import resources

import pandas as pd

from planner.gate.documents import load_yaml
from planner.scenario import scenario_of_today
from planner.sources.country import country
from planner.units import full_name
from planner.words.text import Text


def blank_scenario(title: Text, source: str, facts: str, units: pd.DataFrame) -> str:
    """Write a scenario with comments in Vietnamese.

    Parameters
    ----------
    title : Text
    source : str
        What stands under ``units``: lines of YAML, indented by two spaces.
    facts : str
        Files of facts that may be uncommented.
    units : DataFrame
        Index ``code``; ``name``, ``kind``: the first of them stand in the examples.

    Returns
    -------
    str
        YAML; each line that begins with one ``#`` is valid without it.
    """
    text = resources.files(__package__).joinpath("blank.yaml").read_text(encoding="utf-8")
    # What is asked for already needs no line to uncomment.
    given = {line.split(":")[0].strip() for line in source.splitlines()}
    lines = text.splitlines()
    for n in [n for n, line in enumerate(lines) if line.startswith("  # ")][::-1]:
        if lines[n].removeprefix("  # ").split(":")[0] in given:
            del lines[n - 1 : n + 1]
    text = "\n".join(lines) + "\n"
    names, codes = list(full_name(units).iloc[:3]), list(units.index[:3])
    names += names[-1:] * (3 - len(names))
    codes += codes[-1:] * (3 - len(codes))
    return text.format(
        title=title.vi,
        title_vi=json.dumps(title.vi, ensure_ascii=False),
        title_en=json.dumps(title.en, ensure_ascii=False),
        units=source,
        facts=facts,
        a=names[0],
        b=names[1],
        c=names[2],
        code_a=codes[0],
        code_b=codes[1],
    )


def blank_of_today(key: str | None) -> str:
    """Write the blank scenario of a province of today, or of the country.

    It asks for the same as ``scenario_of_today``, which every run of one line is made of.

    Raises
    ------
    InputError
        No such province.
    """
    data = load_yaml(scenario_of_today(key))
    assert isinstance(data, dict)
    known = country().known_today()
    own = known if key is None else known[known["key"] == key.removeprefix("tp_")]
    title = Text(str(data["title_vi"]), str(data["title_en"]))
    return blank_scenario(
        title, f"  boundaries: {data['units']['boundaries']}", country().MOUNTAIN_FACTS, own
    )
