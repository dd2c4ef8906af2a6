"""Sweeps on several processes, on workers of Dask, and killed in their midst: the same bytes."""

from __future__ import annotations

from pathlib import Path

import distributed
import pytest
from batch.kills import kill_and_go_on
from batch.test_sweep import asked, contents
from conftest import write_small

from planner.batch.points import sweep
from planner.batch.report import SWEEP, write_sweep
from planner.errors import InputError


@pytest.mark.more
@pytest.mark.slow
def test_dask_writes_the_same_bytes_as_processes(tmp_path: Path) -> None:
    place = write_small(tmp_path)
    grid, points = asked(place)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        write_sweep(
            sweep(SWEEP, points, place / "dask", scheduler=address), place / "dask", grid.title
        )
    write_sweep(sweep(SWEEP, points, place / "local", workers=2), place / "local", grid.title)
    assert contents(place / "dask") == contents(place / "local")


@pytest.mark.slow
@pytest.mark.more
def test_a_sweep_that_is_killed_loses_and_repeats_nothing(tmp_path: Path) -> None:
    place = write_small(tmp_path)
    grid, points = asked(place)
    found = kill_and_go_on(place / "grid.yaml", place / "out", 1, seconds=(0.0, 1.0))
    assert found["points"] == 3 and found["killed"] == 1 and found["kept"] >= 1
    write_sweep(sweep(SWEEP, points, place / "local", workers=1), place / "local", grid.title)
    assert contents(place / "out") == contents(place / "local")


def test_nobody_at_the_address_is_said(tmp_path: Path) -> None:
    place = write_small(tmp_path)
    _, points = asked(place)
    with pytest.raises(InputError, match="--scheduler"):
        sweep(SWEEP, points, place / "out", scheduler="no address")
