"""Faults of scenarios: YAML, keys, values, limits and links that do not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from faults.fault import Fault, Spoil, added, edited, nothing, setting, written

RUN = ("run", "small.yaml", "--out", "out")
# A file of the scenario → what is said of it.
TEXTS: dict[str, tuple[Spoil, str]] = {
    "empty": (written("small.yaml", b""), "an empty file"),
    "comments only": (written("small.yaml", "# nothing\n"), "an empty file"),
    "a list": (written("small.yaml", "- a\n"), "found a list"),
    "a word": (written("small.yaml", "hello\n"), "'hello'"),
    "not UTF-8": (written("small.yaml", b"title_vi: \xe3\n"), "not UTF-8"),
    "UTF-16": (written("small.yaml", "title_vi: x\n".encode("utf-16")), "not UTF-8"),
    "NUL": (written("small.yaml", "title_vi: a\0b\n"), "small.yaml"),
    "a tab": (edited("small.yaml", ("  ruleset", "\truleset")), "a tab"),
    "an open bracket": (added("small.yaml", "plan: [a\n"), "a bracket that is not closed"),
    "an open quotation": (added("small.yaml", 'plan: "a\n'), "quotation mark that is not closed"),
    "a second colon": (added("small.yaml", "plan: a: b\n"), "a second `: `"),
    "a key twice": (added("small.yaml", "title_vi: x\n"), "the duplicate key `title_vi`"),
    "a key without a colon": (added("small.yaml", "plan\n"), "without `: `"),
    "a value that begins with @": (added("small.yaml", "plan: @x\n"), "begins with `@`"),
    "an unknown anchor": (added("small.yaml", "plan: *x\n"), "small.yaml"),
    "an object of Python": (
        added("small.yaml", "plan: !!python/object/apply:os.system [ls]\n"),
        "small.yaml",
    ),
    "a date that is none": (added("small.yaml", "plan: 2025-13-40\n"), "not in the calendar"),
    "nested deep": (added("small.yaml", "plan: " + "[" * 3000 + "\n"), "too deep"),
    "anchors of anchors": (
        added(
            "small.yaml",
            "a0: &a0 [x,x]\n"
            + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9)),
        ),
        "by repeated anchors",
    ),
    "a value in itself": (added("small.yaml", "plan: &a [*a]\n"), "holds itself"),
    "a number of 9,999 digits": (added("small.yaml", f"plan: {'9' * 9_999}\n"), "digits"),
    "five megabytes": (added("small.yaml", "#" * (5 << 20)), "more than 4 MB"),
    "extends itself": (added("small.yaml", "extends: small.yaml\n"), "extends itself"),
    "extends a device": (added("small.yaml", "extends: /dev/zero\n"), "a device or a pipe"),
    "extends a folder": (added("small.yaml", "extends: shape\n"), "Is a directory"),
    "extends nothing": (added("small.yaml", "extends: none.yaml\n"), "No such file"),
    "extends a list": (added("small.yaml", "extends: [a]\n"), "the name of a file"),
    "extends a workbook": (added("small.yaml", "extends: people.xlsx\n"), "not UTF-8"),
    "extends an empty name": (added("small.yaml", 'extends: ""\n'), "extends|Is a directory"),
    "a circle": (
        lambda folder: (
            added("small.yaml", "extends: two.yaml\n")(folder),
            written("two.yaml", "extends: small.yaml\n")(folder),
        ),
        "extends itself",
    ),
    "no objective": (edited("small.yaml", ("objective", "objectives")), "did you mean `objective`"),
    "an empty objective": (
        edited("small.yaml", ("  - stage: unsatisfied\n  - stage: inertia\n", "  []\n")),
        "objective",
    ),
    "no units": (edited("small.yaml", ("units:", "unit:")), "did you mean `units`"),
    "a folder": (
        lambda folder: ((folder / "small.yaml").unlink(), (folder / "small.yaml").mkdir()),
        "Is a directory",
    ),
}
# One key with a value that it cannot have → what is said of it.
VALUES: dict[str, list[tuple[str, str]]] = {
    "title_vi": [("''", "title_vi"), ("5", "title_vi"), ("[a]", "title_vi"), ("null", "title_vi")],
    "units": [("null", "units"), ("[]", "units"), ("x", "units")],
    "units.boundaries": [
        ("''", "boundaries"),
        ("null", "boundaries"),
        ("[a]", "boundaries"),
        ("5", "boundaries"),
        ('"a\\0b"', "a name that no file can have"),
        ("none.gpkg", "no such file"),
        ("n" * 300 + ".gpkg", "boundaries|no such file|a path of"),
    ],
    "units.level": [("village", "level"), ("1", "level"), ("district", "district")],
    "units.snap_m": [("0", "snap_m"), ("-1", "snap_m"), ("1e300", "snap_m"), (".inf", "snap_m")],
    "units.gap_m": [("-1", "gap_m"), ("1e300", "gap_m"), (".nan", "gap_m"), ("x", "gap_m")],
    "units.repair_percent": [("-1", "repair_percent"), ("1e9", "repair_percent")],
    "units.where": [("{code: '99'}", "no row with 99"), ("{x: 1}", "no column 'x'")],
    "units.facts": [
        ("[none.yaml]", "no such file"),
        ("[/dev/zero]", "a device or a pipe"),
        ("[shape]", "shape"),
        ("[small.yaml]", "unknown key"),
        ("x", "facts"),
    ],
    "units.encoding": [("klingon", "encoding"), ("5", "encoding")],
    "units.as_of": [("2025-02-30", "calendar"), ("soon", "as_of"), ("1", "as_of")],
    "law.ruleset": [
        ("none", "no such rule set"),
        ("none.yaml", "No such file"),
        ("''", "no such rule set"),
        ("auto", "as_of"),
        ("/dev/zero.yaml", "No such file|device|Not a directory"),
        ("shape", "no such rule set"),
        ("small.yaml", "small.yaml"),
        ("vn-district-35-2023", "district|kind"),
        ("vn-province-112-2025", "province|kind"),
    ],
    "law.as_of": [("2025-07-01", "auto"), ("x", "as_of")],
    "law.assumptions": [("{x: y}", "no such question"), ("{upland_ward: y}", "'y'")],
    "groups.max_members": [
        ("0", "max_members"),
        ("-1", "max_members"),
        ("13", "max_members"),
        ("2.5", "max_members"),
        ("x", "max_members"),
        ("1e300", "max_members"),
        ("999999999999999999999999", "max_members"),
        ("null", "max_members"),
        ("true", "max_members"),
    ],
    "groups.raise_to": [("0", "raise_to"), ("13", "raise_to")],
    "groups.larger": [
        ("{'99': 4}", "no unit '99'"),
        ("{'22': 13}", "larger"),
        ("[]", "larger"),
    ],
    "groups.more": [
        ("[[]]", "groups.more"),
        ("[['11', '33']]", "groups.more"),
        ("[['99', '11']]", "no unit '99'"),
        ("[['11', '11']]", "groups.more|11"),
        ("[x]", "groups.more"),
    ],
    "groups.together": [
        ("[[]]", "groups.together"),
        ("[['99', '11']]", "no unit '99'"),
        ("x", "groups.together"),
        ("[[[11], 12]]", "groups.together"),
    ],
    "groups.apart": [
        ("[['11']]", "groups.apart"),
        ("[['11', '11']]", "must be apart"),
        ("[['11', '12', '13']]", "groups.apart"),
        ("[['11', '99']]", "no unit '99'"),
    ],
    "groups.keep": [("['99']", "no unit '99'"), ("[1.5]", "quotes"), ("'11'", "groups.keep")],
    "groups.seats": [("['99']", "no unit '99'")],
    "groups.fixed": [("[[]]", "groups.fixed"), ("[['99']]", "no unit '99'")],
    "groups.forbidden": [("[[]]", "groups.forbidden"), ("[['99']]", "no unit '99'")],
    "groups.max_people": [
        ("0", "max_people"),
        ("-1", "max_people"),
        ("1e300", "max_people"),
        (".inf", "max_people"),
        (".nan", "max_people"),
        ("2.5", "max_people"),
        ("10000000000000", "max_people"),
    ],
    "groups.max_area_km2": [
        ("0", "max_area_km2"),
        ("-1", "max_area_km2"),
        (".inf", "max_area_km2"),
        (".nan", "max_area_km2"),
    ],
    "groups.within": [
        ("district", "district_code"),
        ("province", "province_code"),
        ("commune", "within"),
        ("village", "within"),
    ],
    "groups.any_size": [("maybe", "any_size"), ("2", "any_size")],
    "graph.min_border_m": [
        ("0", "min_border_m"),
        ("-1", "min_border_m"),
        (".inf", "min_border_m"),
        (".nan", "min_border_m"),
        ("1e300", "min_border_m|neighbour"),
    ],
    "graph.bridges": [
        ("[{between: ['11', '99'], why: x}]", "99"),
        ("[{between: ['11', '11'], why: x}]", "11"),
        ("[{between: ['11'], why: x}]", "between"),
        ("[{between: ['11', '33'], why: ''}]", "why"),
        ("[{between: ['11', '33']}]", "why"),
    ],
    "graph.barriers": [
        ("[{between: ['11', '99'], why: x}]", "99"),
        ("[{between: ['11', '33'], why: x}]", "11.*33|no border"),
    ],
    "graph.alone": [("['99']", "99")],
    "count": [
        ("{exactly: 3, reduction_percent: 5}", "not several"),
        ("{at_least: 5, at_most: 3}", "at_least 5 is more"),
        ("{exact: 3}", "did you mean `exactly`"),
        ("5", "count"),
    ],
    "count.exactly": [
        ("0", "exactly"),
        ("-3", "exactly"),
        ("1000000000000000000000000000000", "exactly"),
        ("2.5", "exactly"),
        ("x", "exactly"),
        (".inf", "exactly"),
    ],
    "count.reduction_percent": [
        ("-1", "reduction_percent"),
        ("100", "reduction_percent"),
        (".nan", "reduction_percent"),
        ("30%", "reduction_percent"),
    ],
    "objective": [
        ("[]", "objective"),
        ("null", "objective"),
        ("x", "objective"),
        ("[none]", "unknown stage `none`"),
        ("[1]", "objective"),
        ("[[inertia]]", "objective"),
        ("[{stage: cohesion}]", "cohesion needs weights"),
        ("[{stage: cohesion, weights: {inertia: -1}}]", "negative"),
        ("[{stage: cohesion, weights: {inertia: 0}}]", "all 0"),
        ("[{stage: cohesion, weights: {inertia: .inf}}]", "weights"),
        ("[{stage: cohesion, weights: {inertia: .nan}}]", "weights"),
        ("[{stage: cohesion, weights: {none: 1}}]", "cohesion needs weights"),
        ("[{stage: inertia, weights: {inertia: 1}}]", "weights belong"),
        ("[{stage: inertia, within: 3}]", "a percentage"),
        ("[{stage: inertia, within: x %}]", "objective.0"),
        ("[{stage: inertia, within: -3 %}]", "objective.0"),
        ("[{stage: inertia, within: 1e400 %}]", "objective.0"),
        ("[{stage: inertia, within_percent: .inf}]", "within_percent"),
    ],
    "solver.time_limit_s": [
        ("0", "time_limit_s"),
        ("-1", "time_limit_s"),
        (".inf", "time_limit_s"),
        ("x", "time_limit_s"),
    ],
    "solver.max_nodes": [("0", "max_nodes"), ("1.5", "max_nodes"), ("x", "max_nodes")],
    "bases": [
        ("[{name: a}]", "either `table` or `factor`"),
        ("[{name: '', factor: 1, why: x}]", "needs its `name`"),
        ("[{name: a, factor: 1}]", "needs its reason"),
        ("[{name: a, factor: 0, why: x}]", "factor"),
        ("[{name: a, factor: -1, why: x}]", "factor"),
        ("[{name: a, factor: .inf, why: x}]", "factor"),
        ("[{name: a, factor: 1e300, why: x}]", "factor"),
        ("[{name: a, factor: 1e-300, why: x}]", "factor"),
        ("[{name: a, table: {file: none.csv}}]", "no such file"),
        ("[{name: a, factor: 2, why: x}, {name: a, factor: 3, why: x}]", "one name"),
        ("[{name: a, table: {file: people.csv, columns: {name: people}}}]", "brings people"),
        ("x", "bases"),
    ],
    "plan_on": [("none", "no base 'none'")],
    "plan": [("none.csv", "no such file|none.csv"), ("[a]", "plan")],
    "then": [
        ("{level: commune, law: {ruleset: x}, objective: [inertia]}", "is the level of"),
        ("{level: village}", "level"),
        ("x", "then"),
    ],
    "spoon": [("1", "an unknown key")],
    "units.spoon": [("1", "an unknown key")],
    "units.²": [("1", "an unknown key")],
}
OTHER: dict[str, list[str]] = {
    "no =": ["title_vi"],
    "no key": ["=5"],
    "a key in a value": ["title_vi.x=5"],
    "no key at all": [""],
    "a dot": [".=5"],
}
LINKS: dict[str, tuple[list[str], str, Any]] = {
    "together and apart": (
        ["groups.together=[['11', '12']]", "groups.apart=[['11', '12']]"],
        "must be together and must be apart",
        2,
    ),
    "kept and together": (
        ["groups.together=[['11', '12']]", "groups.keep=['11']"],
        "must stay as it is",
        2,
    ),
    "together, not connected": (["groups.together=[['11', '33']]"], "11|33", (2, 3)),
    "together, too many": (
        ["groups.together=[['11', '12', '13', '23']]"],
        "max_members|11",
        (2, 3),
    ),
    "fixed, not connected": (["groups.fixed=[['11', '33']]"], "11|33|fixed", (2, 3)),
    "fixed and forbidden": (
        ["groups.fixed=[['11', '12']]", "groups.forbidden=[['11', '12']]"],
        "fixed|forbidden|11",
        (2, 3),
    ),
    "more units than there are": (["count.exactly=10"], "10|9", (2, 3)),
    "fewer than can be": (["count.exactly=1"], "1", (2, 3)),
    "all kept, fewer asked": (
        ["groups.keep=['11','12','13','21','22','23','31','32','33']", "count.exactly=3"],
        "3|keep",
        (2, 3),
    ),
    "barriers all round": (
        [
            "graph.barriers=[{between: ['11', '12'], why: x}, {between: ['11', '21'], why: x}]",
        ],
        "11",
        2,
    ),
}


def faults() -> Iterator[Fault]:
    """Give them."""
    for name, (spoil, said) in TEXTS.items():
        yield Fault("YAML", name, spoil, said)
    for key, values in VALUES.items():
        for value, said in values:
            change = f"{key}={value}"
            run = key.startswith(("plan", "then", "graph.min")) or value.startswith(
                "[['11', '33']]"
            )
            words = setting(change, command="run" if run else "check")
            yield Fault("scenarios", change[:90], nothing, said, words, (2, 3) if run else 2)
    for name, changes in OTHER.items():
        yield Fault("scenarios", f"--set {name}", nothing, "--set|unknown key", setting(*changes))
    for name, (changes, said, code) in LINKS.items():
        words = setting(*changes, command="run")
        yield Fault("links and limits", name, nothing, said, words, code)
    yield Fault(
        "links and limits",
        "regions with an empty cell",
        edited(
            "people.csv",
            ("code,people\n11,5000", "code,people,district_code\n11,5000,"),
            ("12,6000", "12,6000,D1"),
        ),
        "district_code",
        setting("groups.within=district"),
    )
