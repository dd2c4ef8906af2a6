"""Divisions as a folder: a plan that can be evaluated, a table, a layer, and a sheet for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from planner.explain.divide.pieces import STEPS
from planner.explain.divide.proposals import Divided, Proposal, divided, named
from planner.gate.files import write_record
from planner.output.maps.printed.zones import zone_of
from planner.output.maps.small.division import Sheet, write_sheets
from planner.output.reports.csvs import write_csv, write_told
from planner.output.reports.layers import GPKG, fixed_date
from planner.output.reports.tables import one_line
from planner.output.reports.workbook.sheets import CellKind, Field
from planner.plan import new_names
from planner.scenario import CsvForm
from planner.store.folder import check_folder, run_folder
from planner.store.runs import read_run
from planner.units import full_name
from planner.words import Text, joined, text
from planner.words.numbers import PERSONS, quantity_words
from planner.words.outputs.printed import DIVISION, PIECES
from planner.words.outputs.provinces import NO, YES
from planner.words.text import say

RECORD = "divide.json"
FILES = (RECORD, "plan.csv", "pieces.csv", "pieces.gpkg", "divide.pdf")


def divide_sentences(division: Divided) -> Iterator[Text]:
    """Say what was found, so that it can be read aloud."""
    names = full_name(division.evaluation.merged)
    if not division.proposals and not division.without:
        yield say("Every new unit meets its standard: nothing has to be divided.")
    for proposal in division.proposals:
        yield from _of_proposal(division, proposal, names)
    for code in division.without:
        yield say(
            "{unit}: no neighbour was found that can spare settlements so that both meet their"
            " standard.",
            unit=names[code],
        )


def _of_proposal(division: Divided, proposal: Proposal, names: pd.Series[str]) -> Iterator[Text]:
    going, before = proposal.going, division.evaluation.merged
    taker, giver = names[proposal.taker], text(names[proposal.giver])
    members = list(dict.fromkeys(proposal.pieces["unit"]))
    if len(members) > 1:
        units = full_name(division.evaluation.units)
        giver = say("the new unit of {units}", units=joined([units[c] for c in members], ", "))
    yield say(
        "In this plan {taker} is below its standard: {before}; {needed} are needed. If {count}"
        " settlements of {giver} go to it ({people}, about {area}), {taker} has {taken} and"
        " {giver} keeps {kept}: both meet their standard. The settlements: {settlements}.",
        taker=taker,
        giver=giver,
        before=_figures(before, proposal.taker),
        needed=_needed(division, proposal.taker),
        count=len(going),
        settlements=named(proposal, full_name(division.evaluation.units)),
        people=quantity_words(int(going["people"].sum()), PERSONS),
        area=quantity_words(float(going["area_steps"].sum()) / STEPS, "km²", 2),
        taken=_figures(proposal.after, proposal.taker),
        kept=_figures(proposal.after, proposal.giver),
    )
    yield say(
        "The people of these settlements live {km} from their new seat on average. As computed, no"
        " other settlements of one neighbour that gives to nobody else are enough and have less of"
        " a way in all to their new seat. The areas follow a line half-way between settlements and"
        " have to be measured.",
        km=quantity_words(proposal.way / max(int(going["people"].sum()), 1), "km", 1),
    )


def _needed(division: Divided, code: str) -> Text:
    """Say what a unit needs and has not."""
    rows = division.evaluation.findings_after
    rows = rows[(rows["code"] == code) & (rows["status"] == "missed")]
    needs = [quantity_words(row["threshold"], row["unit"]) for row in rows.to_dict("records")]
    return joined(needs, ", ")


def _figures(table: pd.DataFrame, code: str) -> Text:
    people = quantity_words(int(table["people"][code]), PERSONS)
    return joined([people, quantity_words(float(table["area_km2"][code]), "km²", 2)], ", ")


def write_divided(
    folder: Path, out: Path, *, csv: CsvForm = "plain", force: bool = False
) -> Divided:
    """Propose divisions for a finished run, and write them.

    Parameters
    ----------
    folder : Path
        A run folder whose scenario has settlements.
    out : Path
        Gets ``FILES``, the same bytes for the same run; of no proposals only the record.
    csv : {"plain", "excel"}
        Form of the tables.
    force : bool
        Replace what is there.

    Raises
    ------
    InputError
        No run, no settlements, or files that are there already.
    """
    check_folder(out, force=force, files=FILES, record=RECORD)
    found = divided(*read_run(folder))
    with run_folder(out, force=force, files=FILES, record=RECORD) as part:
        if found.proposals:
            _write_plan(part, found, csv)
            _write_pieces(part, found, csv)
            write_sheets(part / "divide.pdf", [_sheet(found, each) for each in found.proposals])
        record = {
            "said": [line.by_language() for line in divide_sentences(found)],
            "divided": {each.taker: each.giver for each in found.proposals},
            "without": list(found.without),
        }
        write_record(record, part / RECORD)
    return found


def _write_plan(part: Path, division: Divided, csv: CsvForm) -> None:
    notes = "".join(f"# {one_line(note)}\n" for note in division.plan.notes)
    rows = new_names(division.evaluation.units, division.plan)
    write_csv(rows, part / "plan.csv", csv, digits=None, head=notes)


def _write_pieces(part: Path, division: Divided, csv: CsvForm) -> None:
    """Write every piece of those that give, as a table and as a layer in the zone of maps."""
    units, merged = full_name(division.evaluation.units), full_name(division.evaluation.merged)
    rows = []
    for each in division.proposals:
        to = each.pieces["goes"].map({True: each.taker, False: each.giver})
        rows.append(
            each.pieces.assign(
                unit_name=each.pieces["unit"].map(units),
                area_km2=each.pieces["area_steps"] / STEPS,
                to_code=to,
                to_name=to.map(merged),
            )[[*PIECES, "geometry"]]
        )
    table = gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), crs=division.evaluation.units.crs)
    plain = pd.DataFrame(table.drop(columns="geometry"))
    kinds: dict[str, CellKind] = {"people": "whole", "area_km2": "decimal"}
    shown = plain.assign(goes=plain["goes"].map({True: YES, False: NO}))
    fields = [Field(head, shown[name], kinds.get(name, "text")) for name, head in PIECES.items()]
    write_told(plain, fields, part / "pieces.csv", csv)
    with fixed_date():
        pyogrio.write_dataframe(
            zone_of(division.evaluation.units).project(table),
            part / "pieces.gpkg",
            layer="pieces",
            driver="GPKG",
            geometry_type="MultiPolygon",
            promote_to_multi=True,
            dataset_options=GPKG,
        )


def _sheet(division: Divided, proposal: Proposal) -> Sheet:
    evaluation = division.evaluation
    names, parts = full_name(evaluation.merged), evaluation.plan.parts
    takes = parts["code"][parts["new_code"] == proposal.taker]
    members = evaluation.units.loc[takes, ["geometry"]].assign(key="taker", name="")
    pieces = proposal.pieces.assign(
        key=proposal.pieces["goes"].map({True: "goes", False: "stays"}),
        name=proposal.pieces["settlement"],
    )
    columns = ["key", "name", "geometry"]
    both = gpd.GeoDataFrame(
        pd.concat([members[columns], pieces[columns]], ignore_index=True), crs=evaluation.units.crs
    )
    units = evaluation.units.loc[[*takes, *dict.fromkeys(proposal.pieces["unit"])]]
    title = DIVISION.filled(giver=names[proposal.giver], taker=names[proposal.taker])
    said = _of_proposal(division, proposal, names)
    return Sheet(title.vi, tuple(line.vi for line in said), both, units)
