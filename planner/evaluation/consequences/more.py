"""What a stage has more or less than another plan: in a table, and in a sentence read aloud."""

from __future__ import annotations

from planner.plan.terms import TERMS, stage_name
from planner.words import Text, number_text
from planner.words.numbers import COUNTED, PERSONS, quantity_words
from planner.words.text import inside, say


def more_words(stage: str, unit: str, best: float, more: float) -> Text:
    """Say what a stage has more or less: "Dân số …: thêm 21.400 người (3,1 %)"."""
    digits = 0 if abs(more) >= 1 else 2
    amount = quantity_words(abs(more), unit, digits)
    if best:
        share = number_text(abs(100.0 * more / best), 1)
        amount = say("{amount} ({percent} %)", amount=amount, percent=share)
    if more > 0:
        return say("{stage}: {amount} more", stage=stage_name(stage), amount=amount)
    return say("{stage}: {amount} less", stage=stage_name(stage), amount=amount)


def stage_aloud(stage: str) -> Text:
    """Name what a stage counts inside a sentence."""
    term, name = TERMS.get(stage), stage_name(stage)
    if term is not None and term.aloud_vi:
        return Text(term.aloud_vi, term.aloud_en)
    return inside(name)


def more_aloud(stage: str, unit: str, best: float, more: float) -> Text:
    """Say the same in a sentence that is read aloud.

    A unit of measure that nobody pictures is left out where a percentage tells enough.
    """
    name = stage_aloud(stage)
    if best > 0 and more > best:
        return say(
            "{stage} becomes {times} times as much",
            stage=name,
            times=number_text((best + more) / best, 1),
        )
    amount = quantity_words(abs(more), unit, 0 if abs(more) >= 1 else 2)
    if best:
        percent = number_text(abs(100.0 * more / best), 1)
        pictured = unit in (COUNTED, PERSONS)
        amount = (
            say("{amount} ({percent} %)", amount=amount, percent=percent)
            if pictured
            else say("{percent} %", percent=percent)
        )
    if more > 0:
        return say("{stage} grows by {amount}", stage=name, amount=amount)
    return say("{stage} falls by {amount}", stage=name, amount=amount)
