"""What the benchmarks share.

The communes of 2019, a process for each province and what it has used, and
the verification of a plan's certificate.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import networkx as nx

from planner import GroupSettings, SourceSettings, StageSettings, build_graph, read_units
from planner.law import RuleSet
from planner.optimize import CountSettings
from planner.optimize.certificate import certified
from planner.optimize.effort import USUAL
from planner.plan import Plan
from planner.problem import Problem
from planner.units.graph import GraphSettings, Link
from planner.verify import Verdict, verify

DATA = Path(__file__).parents[2] / "shared" / "data" / "vietnam" / "communes_2019.gpkg"
# What is measured is the best plan within K, without the look beyond it that follows.
WITHIN_K = replace(USUAL, listing=replace(USUAL.listing, on=False))
# Units whose outlines of 2019 face each other across 1 m, the second pair across up to 100 m.
LOST = (
    ("06958", "06961"),
    ("16657", "16660"),
    ("21112", "21190"),
    ("22489", "22516"),
    ("26506", "26509"),
)
# How many times as long a machine takes as that of the tables: clocks are longer by so much.
SLOWER = float(os.environ.get("SLOWER", "1"))
FACTS = ("data/facts/density.yaml", "data/facts/provinces.yaml")


def read_communes(
    provinces: Sequence[str], facts: Sequence[str] = FACTS
) -> tuple[str, gpd.GeoDataFrame]:
    """Read whole provinces; an outline without census people is left out.

    Parameters
    ----------
    provinces : sequence of str
        Codes of the General Statistics Office.
    facts : sequence of str
        Tables of facts.

    Returns
    -------
    str
        Name of the first province.
    GeoDataFrame
        Complete Units table.
    """
    rows = gpd.read_file(DATA, ignore_geometry=True)
    rows = rows[rows["province_code"].isin(provinces) & rows["population"].notna()]
    settings = SourceSettings(
        boundaries=str(DATA),
        columns={"people": "population"},
        where={"code": sorted(rows["code"])},
        people_base="census 2019",
        facts=list(facts),
    )
    return str(rows["province"].iloc[0]), read_units(settings, Path())


def graph_of(units: gpd.GeoDataFrame) -> nx.Graph[str]:
    """Build the graph of neighbours, five pairs apart that the outlines of 2019 part by a gap."""
    lost = [pair for pair in LOST if set(pair) <= set(units.index)]
    why = "as in all tables here: their outlines do not meet"
    return build_graph(
        units, GraphSettings(barriers=[Link(between=pair, why=why) for pair in lost])
    )


def provinces_apart(script: str, given_up_s: float) -> Iterator[dict[str, object]]:
    """Run ``script CODE`` for each province, two processes at a time where there are two cores.

    The provinces with most communes come first, so that both cores are busy to
    the end; each has a process of its own, for its peak memory, and one thread.

    Parameters
    ----------
    script : str
        Prints one line of JSON.
    given_up_s : float
        Seconds after which a process is killed.

    Yields
    ------
    dict
        A row, in the order in which the processes end.  Of one that failed:
        ``code``, ``proven`` (False) and ``note``.
    """

    communes = gpd.read_file(DATA, ignore_geometry=True)["province_code"].value_counts()
    for (code,), row in processes(script, [(code,) for code in communes.index], given_up_s):
        yield row if row.keys() - {"note"} else {"code": code, "proven": False} | row


def processes(
    script: str, cases: Sequence[tuple[str, ...]], given_up_s: float
) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    """Run ``script CASE…`` for each case, two at a time where there are two cores.

    Parameters
    ----------
    script : str
        Prints one line of JSON.
    cases : sequence of tuple of str
        Arguments of the script.
    given_up_s : float
        Seconds after which a process is killed.

    Yields
    ------
    tuple of str, dict
        A case and its row, in the order in which the processes end; of one that failed only
        ``note``.
    """

    def one(case: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, object]]:
        try:
            done = subprocess.run(
                [sys.executable, script, *case],
                stdout=subprocess.PIPE,
                check=True,
                timeout=given_up_s,
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            )
            return case, json.loads(done.stdout)
        except (subprocess.SubprocessError, json.JSONDecodeError) as error:
            return case, {"note": type(error).__name__}

    with ThreadPoolExecutor(min(2, len(os.sched_getaffinity(0)))) as pool:
        for done in as_completed([pool.submit(one, case) for case in cases]):
            yield done.result()


def verified(
    units: gpd.GeoDataFrame,
    graph: nx.Graph[str],
    ruleset: RuleSet,
    groups: GroupSettings,
    count: CountSettings,
    stages: list[StageSettings],
    plan: Plan,
) -> dict[str, object]:
    """Verify a plan's certificate, as it would be read from a file; columns of its row."""
    start = time.perf_counter()
    stated = certified(Problem(units, graph, ruleset, groups, count, stages), plan)
    verdict = verify(json.loads(json.dumps(stated)))
    return {"verify": _word(verdict), "verify_seconds": round(time.perf_counter() - start, 1)}


def _word(verdict: Verdict) -> str:
    if verdict.complaints:
        return f"failed: {verdict.complaints[0]}"
    if verdict.proven:
        return "proven"
    stages = [stage for stage in verdict.stages if not stage.proven]
    return "; ".join(f"{s.stage} {s.value:g}, bound {s.bound or 0:g} ({s.why})" for s in stages)


def peak_mb() -> int:
    """Most memory of this process so far, in MiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def effort(start: float) -> dict[str, object]:
    """Seconds since ``start`` (of ``time.perf_counter``), seconds of the processor, most memory."""
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(time.process_time(), 1),
        "peak_mb": peak_mb(),
    }
