"""Faults of the corpus are refused in good order, or mended and said: a fifth of them in CI."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from faults.cases import corpus
from faults.fault import Fault
from faults.world import make_world

CORPUS = corpus()


def marks(number: int) -> tuple[pytest.MarkDecorator, ...]:
    """One of 60 is quick, one of 5 is tried by .ci/run, all with --all-worlds."""
    if number % 60 == 0:
        return ()
    return (pytest.mark.slow,) if number % 5 == 1 else (pytest.mark.slow, pytest.mark.more)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the world that is spoilt."""
    return make_world(tmp_path_factory.mktemp("faults") / "world")


def test_the_corpus_is_large_and_each_fault_its_own() -> None:
    assert len(CORPUS) >= 400
    names = Counter(f"{fault.kind}: {fault.name}" for fault in CORPUS)
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(
            fault,
            id=f"{fault.kind}: {fault.name}".encode("unicode_escape").decode("ascii")[:80],
            marks=marks(number),
        )
        for number, fault in enumerate(CORPUS)
    ],
)
def test_a_fault(world: Path, tmp_path: Path, fault: Fault) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(world, folder)
    outcome = fault.tried(folder)
    assert fault.wrong(outcome) == [], outcome.err or outcome.out
