"""Rule files → rule sets: read, put on top of the one that they extend, and checked.

A file of the reader's own may not bear the id of a shipped rule set.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.errors import InputError, Problem, listed, raise_if_any
from planner.gate import admit
from planner.gate.documents import read_yaml, shown, validate
from planner.law.entries import OF_OPTIONS
from planner.law.ruleset import SECTIONS, RuleSet
from planner.units.kinds import TABLE, wings
from planner.words.text import say


def rulesets_at_hand() -> dict[str, Path]:
    """Find the rule sets shipped with the package: id → file.

    Those of a country lie in its wing, in ``law/``; those of countries without one in ``rules/``.
    """
    folders = [Path(__file__).parent / "rules", *(wing / "law" for wing in wings())]
    files = (path for each in folders for path in each.rglob("*.yaml") if path.name != TABLE)
    found = sorted(files, key=lambda path: path.name)
    return {path.stem: path for path in found}


def read_ruleset(name: str, base_folder: Path | None = None, *, borrowed: bool = False) -> RuleSet:
    """Read a rule set by its id, or from a file of the reader's own.

    Parameters
    ----------
    name : str
        Id of a shipped rule set, or the path of a YAML file.
    base_folder : Path, optional
        Folder from which a relative path is taken.
    borrowed : bool
        Whether a file may bear the id of a shipped rule set and say something
        else: that of a run folder, or one that the shipped text is held against.

    Raises
    ------
    InputError
        Unknown id, unreadable file, unknown key, names that do not hold, the
        id of a shipped rule set whose text this is not.
    """
    data, files = read_rules(name, base_folder or Path())
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    ruleset = ruleset_of({**data, "sha256": digest}, files[0].name)
    shipped = {known.casefold(): known for known in rulesets_at_hand()}
    meant = shipped.get(ruleset.id.strip().casefold())
    if meant is None or borrowed or files[0] == rulesets_at_hand()[meant]:
        return ruleset
    # Whatever is printed names the law by this id, and readers trust its articles.
    if read_ruleset(meant).model_copy(update={"sha256": digest}) != ruleset:
        raise InputError(
            Problem(
                say("{place}, key `{key}`", place=files[0].name, key="id"),
                say("`{name}`, the id of a shipped rule set whose text this is not", name=meant),
                say("an id of its own"),
                say(
                    "give it another `id`, and its entries the articles that they come from;"
                    " single numbers can be changed by `law.overrides`, each with its reason"
                ),
            )
        )
    return ruleset


def ruleset_of(data: dict[str, Any], place: str) -> RuleSet:
    """Make a rule set of plain data, with the answers that it gives to its open questions.

    Raises
    ------
    InputError
        A key or a name that does not hold, with ``place`` before it.
    """
    return assume(validate(RuleSet, data, place), {})


def read_rules(
    name: str, base_folder: Path, seen: tuple[Path, ...] = ()
) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Read a rule file as plain data on top of the one that it extends, with the files read.

    Raises
    ------
    InputError
        Unknown id, a file that cannot be read, one that extends itself.
    """
    shipped = rulesets_at_hand()
    path = shipped.get(name)
    if path is None and name.endswith((".yaml", ".yml")):
        path = admit(base_folder / name, name)
    if path is None or path in seen:
        near = difflib.get_close_matches(name, shipped, n=3, cutoff=0.85)
        raise InputError(
            Problem(
                say("rule set `{name}`", name=name),
                say("a rule set that extends itself") if path else say("no such rule set"),
                say("one of {names}, or the path of a .yaml file", names=", ".join(shipped)),
                say("perhaps {names}", names=", ".join(near))
                if near and not path
                else say("see `planner rules list`"),
            )
        )
    data = read_yaml(path)
    _check_shape(data, path)
    parent = data.get("extends")
    if parent is None:
        return data, (path,)
    base, files = read_rules(str(parent), path.parent, (*seen, path))
    return extended(base, data), (path, *files)


def _check_shape(data: Mapping[str, object], path: Path) -> None:
    """Refuse what cannot be laid on another rule set: no entries, or ids that are none."""
    problems = []
    for key in (*SECTIONS, "amend", "without"):
        value = data.get(key, [])
        entries = value if isinstance(value, list) else [value]
        if key == "without":
            wrong = [each for each in entries if not isinstance(each, str)]
            expected = say("a list of ids of entries")
        else:
            wrong = [
                each
                for each in entries
                if not isinstance(each, dict) or not isinstance(each.get("id", ""), str)
            ]
            expected = say("a list of entries, each a mapping with a text as `id`")
        if wrong or not isinstance(value, list):
            where = say("{place}, key `{key}`", place=path.name, key=key)
            found = shown(wrong[0] if wrong else value)
            problems.append(Problem(where, found, expected, say("correct it")))
    raise_if_any(problems)


def extended(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Lay a rule file on the one that it extends.

    Entries of one id replace each other, in place: of several standards of a
    kind the first that fits applies.  ``without`` names entries of the base
    that no longer hold; ``amend`` changes some keys of an entry of the base and
    leaves the rest.  Anything else that the file says replaces the base's.
    """
    gone = set(change.get("without", []))
    result: dict[str, Any] = {
        key: [entry for entry in value if _id(entry) not in gone] if key in SECTIONS else value
        for key, value in base.items()
    }
    changes = {_id(entry): entry for entry in change.get("amend", [])}
    known = {_id(entry) for key in SECTIONS for entry in base.get(key, [])}
    missing = sorted(str(name) for name in (gone | changes.keys()) - known)
    if missing:
        raise InputError(
            Problem(
                say("{file}, keys `without` and `amend`", file=f"{change.get('id')}.yaml"),
                say("no entry {names} in {ruleset}", names=listed(missing), ruleset=base["id"]),
                say("ids of entries that the extended rule set has"),
                say("see `planner rules show {ruleset}`", ruleset=base["id"]),
            )
        )
    for key in SECTIONS:
        if key in result:
            result[key] = [
                _amended(entry, changes.get(_id(entry), {})) if _id(entry) in changes else entry
                for entry in result[key]
            ]
    for key, value in change.items():
        if key in ("extends", "without", "amend"):
            continue
        if isinstance(value, list) and isinstance(result.get(key), list):
            own = {_id(entry): entry for entry in value if _id(entry)}
            there = {_id(entry) for entry in result[key]}
            new = [entry for entry in value if _id(entry) is None or _id(entry) not in there]
            result[key] = [own.get(_id(entry), entry) for entry in result[key]] + new
        elif isinstance(value, dict) and isinstance(result.get(key), dict) and key == "sources":
            result[key] = {**result[key], **value}
        else:
            result[key] = value
    # That a rule set never came to apply is no property of those that build on it, nor the reverse.
    result["set_aside"] = change.get("set_aside", "")
    result["grounds"] = (base["id"], *base.get("grounds", ()))
    return result


def _amended(entry: Any, change: Any) -> Any:
    """Change some keys of plain data, keys of mappings one by one."""
    if isinstance(entry, dict) and isinstance(change, dict):
        return {**entry, **{key: _amended(entry.get(key), new) for key, new in change.items()}}
    return change


def _id(entry: Any) -> str | None:
    return entry.get("id") if isinstance(entry, dict) else None


def assume(ruleset: RuleSet, answers: dict[str, str]) -> RuleSet:
    """Answer the questions that a rule set leaves open.

    Parameters
    ----------
    ruleset : RuleSet
        With its ``assumptions``.
    answers : dict
        Id of a question → id of the option; questions without an answer keep theirs.

    Raises
    ------
    InputError
        No such question or option.
    """
    options = {q.id: [option.id for option in q.options] for q in ruleset.assumptions}
    wrong = [
        Problem(
            f"law.assumptions.{name}",
            f"'{answer}'" if name in options else say("no such question"),
            say("one of {names}", names=listed(options.get(name, options)))
            if options
            else say("no assumption in this rule set"),
            say("see `planner rules show {ruleset}`", ruleset=ruleset.id),
        )
        for name, answer in answers.items()
        if answer not in options.get(name, [])
    ]
    if wrong:
        raise InputError(wrong)
    questions = [
        q.model_copy(update={"chosen": answers.get(q.id, q.chosen)}) for q in ruleset.assumptions
    ]
    update: dict[str, Any] = {"assumptions": questions}
    for section in OF_OPTIONS:
        entries = getattr(ruleset, section)
        of_options = {e.id for q in questions for o in q.options for e in getattr(o, section)}
        certain = [entry for entry in entries if entry.id not in of_options]
        chosen = [entry for q in questions for entry in getattr(q.answer, section)]
        # Of what results must have, the first that fits applies: the general case stays last.
        update[section] = chosen + certain if section == "results" else certain + chosen
    for question in questions:
        if question.answer.mountain is not None:
            update["mountain"] = question.answer.mountain
    return ruleset.model_copy(update=update)
