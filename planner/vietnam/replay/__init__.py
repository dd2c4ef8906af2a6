"""Replay: the rounds that were decided, under the law of their time, beside the optimizer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from planner.scenario import CsvForm
from planner.sources import TableJoin
from planner.store.folder import check_folder
from planner.vietnam.replay.report import RECORD, write_replay
from planner.vietnam.replay.rounds import (
    LookedBack,
    Planned,
    Replayed,
    look_back,
    optimize_round,
    prepare_round,
    replay_round,
)
from planner.vietnam.replay.settings import ReplaySettings, Round, Upcoming, of_2025, read_replay
from planner.vietnam.replay.tables import rounds_table, standing_out, units_table, upcoming_table

__all__ = [
    "LookedBack",
    "Planned",
    "ReplaySettings",
    "Replayed",
    "Round",
    "Upcoming",
    "look_back",
    "optimize_round",
    "prepare_round",
    "read_replay",
    "replay",
    "replay_round",
    "rounds_table",
    "standing_out",
    "units_table",
    "upcoming_table",
    "write_replay",
]


def replay(
    province: str,
    folder: Path,
    *,
    people: TableJoin | None = None,
    csv: CsvForm = "plain",
    force: bool = False,
    said: Callable[[str], None] = lambda _: None,
) -> pd.DataFrame:
    """Replay every round of a province, and write what there is to see.

    Parameters
    ----------
    province : str
        ``ha_tinh``, whose rounds stand in ``data/plans/ha_tinh_replay.yaml``, or any province
        of today: then the round of July 2025.
    folder : Path
        Where to write; see ``write_replay``.
    people : TableJoin, optional
        People of the communes of early 2025, by code; for the round of July 2025.
    csv : {"plain", "excel"}
        Form of the tables as csv.
    force : bool
        Replace what is there.
    said : callable
        Called with the title of each round as it begins.

    Returns
    -------
    DataFrame
        The one table (``tables.ROUNDS``).

    Raises
    ------
    InputError, InfeasibleError, TimeLimitError
        Nothing has been written then.
    """
    settings, _ = read_replay(province)
    check_folder(folder, force=force, files=None, record=RECORD)
    replayed = []
    for each in settings.rounds:
        said(str(each.title))
        replayed.append(replay_round(settings, each, people if of_2025(each) else None))
    prepared = []
    if settings.upcoming is not None:
        said(str(settings.upcoming.title))
        prepared = prepare_round(settings, settings.upcoming)
    write_replay(replayed, prepared, folder, csv=csv, force=force)
    return rounds_table(replayed)
