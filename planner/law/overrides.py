"""Numbers of the law by entry and key: replaced by a scenario, or left out where nobody can ask."""

from __future__ import annotations

from collections import Counter
from typing import Any

from planner.errors import Problem, listed, raise_if_any
from planner.gate.documents import validate
from planner.law.entries import Entry, Override, Trigger
from planner.law.ruleset import RuleSet
from planner.words import Text, say

Path = tuple[str | int, ...]


def numbers(ruleset: RuleSet) -> dict[tuple[str, str], float]:
    """List every number of a rule set.

    Returns
    -------
    dict
        (id of the entry, key) → value, in the unit of the column that it
        bounds.  Keys leave out what goes without saying: ``people`` of a
        standard, ``factor`` and ``ladder.start`` of a reduction,
        ``people.below`` of a trigger (in percent of the standard).
    """
    return {
        (entry.id, _key(path)): value
        for entry in ruleset.entries
        for path, value in _leaves(_plain(entry), ())
    }


def _plain(entry: Entry) -> dict[str, Any]:
    # The entries of options stand for themselves.
    return entry.model_dump(exclude_defaults=True, exclude={"options"})


def _leaves(data: Any, path: Path) -> list[tuple[Path, float]]:
    if isinstance(data, bool) or data is None or isinstance(data, str):
        return []
    if isinstance(data, int | float):
        return [(path, float(data))]
    items = data.items() if isinstance(data, dict) else enumerate(data)
    return [leaf for key, value in items for leaf in _leaves(value, (*path, key))]


def _key(path: Path) -> str:
    head, *rest = path
    kept = rest if head in ("minimum", "also", "percent", "when") else path
    # Of alternatives the key tells enough; weights are told apart by their place.
    parts = [str(part) if isinstance(part, str) else str(part + 1) for part in kept]
    return ".".join(part for part in parts if head == "weights" or not part.isdigit())


def with_overrides(ruleset: RuleSet, overrides: list[Override]) -> RuleSet:
    """Replace numbers of a rule set, and remember which and why.

    Raises
    ------
    InputError
        An override of a number that the rule set does not have, or two of one.
    """
    known = numbers(ruleset)
    times = Counter((change.rule, change.measure) for change in overrides)
    raise_if_any(
        [
            Problem(
                say("override of {entry}", entry=f"{rule}.{measure}"),
                say("{count} values for one number", count=count),
                say("one override for each number"),
                say("keep the one that is meant"),
            )
            for (rule, measure), count in times.items()
            if count > 1
        ]
        + [
            Problem(
                say("override of {entry}", entry=f"{change.rule}.{change.measure}"),
                say("no such number in the rule set"),
                say("one of {names}", names=listed((f"{r}.{key}" for r, key in known), 12)),
                say("see `planner rules show {ruleset}`", ruleset=ruleset.id),
            )
            for change in overrides
            if (change.rule, change.measure) not in known
        ]
    )
    changes = {(change.rule, change.measure): change.value for change in overrides}
    data = _replaced(ruleset.model_dump(), changes)
    place = say("{ruleset} with overrides", ruleset=ruleset.id)
    return validate(type(ruleset), {**data, "overrides": tuple(overrides)}, place)


def _replaced(data: Any, changes: dict[tuple[str, str], float]) -> Any:
    """Copy plain data with some numbers of its entries changed."""
    if isinstance(data, dict):
        if "id" in data and "article" in data:
            own = {key: value for (rule, key), value in changes.items() if rule == data["id"]}
            data = _changed(data, (), own) if own else data
        return {key: _replaced(value, changes) for key, value in data.items()}
    return [_replaced(value, changes) for value in data] if isinstance(data, list) else data


def _changed(data: Any, path: Path, own: dict[str, float]) -> Any:
    if isinstance(data, bool) or data is None or isinstance(data, str):
        return data
    if isinstance(data, int | float):
        return own.get(_key(path), data) if path else data
    if isinstance(data, dict):
        return {
            key: value if key == "options" else _changed(value, (*path, key), own)
            for key, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [_changed(value, (*path, i), own) for i, value in enumerate(data)]
    return data


def without_measure(ruleset: RuleSet, measure: str, why: Text) -> RuleSet:
    """Leave a measure out of a rule set, so that what it finds holds whatever the figure is.

    What is below a standard then is so by another measure, and what must change must change by
    that alone; that a unit is not below, or need not change, is not said by it.

    Parameters
    ----------
    ruleset : RuleSet
        The law.
    measure : str
        The column of which nobody has figures.
    why : Text
        Goes with what the rule set does not model.

    Returns
    -------
    RuleSet
        Standards and results without the measure; of triggers only the alternatives that do not
        ask about it.
    """
    standards = [
        standard.model_copy(update={"minimum": _without(standard.minimum, measure)})
        for standard in ruleset.standards
    ]
    results = [
        result.model_copy(
            update={
                "minimum": _without(result.minimum, measure),
                "percent": _without(result.percent, measure),
            }
        )
        for result in ruleset.results
    ]
    triggers = [kept for each in ruleset.triggers if (kept := _trigger(each, measure)) is not None]
    return ruleset.model_copy(
        update={
            "standards": standards,
            "results": results,
            "triggers": triggers,
            "not_modelled": [why, *ruleset.not_modelled],
        }
    )


def _without(bounds: dict[str, float], measure: str) -> dict[str, float]:
    return {name: bound for name, bound in bounds.items() if name != measure}


def _trigger(trigger: Trigger, measure: str) -> Trigger | None:
    """Keep of a trigger what holds whatever the measure is."""
    every = trigger.percent if isinstance(trigger.percent, list) else [trigger.percent]
    kept = [alternative for alternative in every if measure not in alternative]
    return trigger.model_copy(update={"percent": kept}) if kept else None
