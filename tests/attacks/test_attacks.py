"""Whatever a stranger sends is met in order: some of each family here, all with `--all-worlds`.

`python -m tests.attacks` tries them all, and prints how each ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .attack import Attack
from .families import attacks
from .runner import Warm, attempt, make_base


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """Start what lets commands begin."""
    process = Warm()
    yield process
    process.end()


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory, warm: Warm) -> Path:
    """Make the stranger's folder while it was honest."""
    return make_base(tmp_path_factory.mktemp("stranger"), warm)


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(one, id=one.label, marks=pytest.mark.slow if one.quick else pytest.mark.more)
        for one in attacks()
    ],
)
def test_met_in_order(attack: Attack, tmp_path: Path, sent: Path, warm: Warm) -> None:
    """The command ends with a sentence, touches nothing outside, tells no secret."""
    if attack.nobody:
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o755)
    root = tmp_path / "ground"
    root.mkdir()
    one = attempt(attack, root, sent, warm)
    figures = f"exit {one.code}, {one.seconds:.1f} s CPU, {one.peak_mb:.0f} MB"
    assert one.verdict == "in order", f"{one.verdict} ({figures}): {one.why}"


def test_names_differ() -> None:
    """Each attack can be picked by its name, and each family has some that are quick."""
    labels = [one.label for one in attacks()]
    assert len(labels) == len({*labels})
    families = {one.family for one in attacks()}
    assert families == {one.family for one in attacks() if one.quick}
