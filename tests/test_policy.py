"""Numbers beside the code: one that is not listed is policy, and belongs into a record."""

from __future__ import annotations

import ast
from pathlib import Path

from house import MODULES, inside, tree

# Numbers that stand beside the code, by file, each with the reason why it is no policy.  Policy
# (how long, how many, how near, which device when) stands in records that are passed in:
# `optimize/effort/`, `problem/groups/effort.py`, `verify/verdict.py`, settings.
NUMBERS: dict[str, dict[str, set[str]]] = {
    "widths of integers, and what lies beyond every sum in them": {
        "problem/groups/maker.py": {"NEVER"},
        "optimize/mending.py": {"LARGEST_WEIGHED"},
        "optimize/conflicts.py": {"NO_PLAN"},
        "optimize/bound/pricing.py": {"BITS", "BITS_OF_A_PLAN", "LARGEST_SUM"},
        "optimize/objective.py": {"LARGEST_COST"},
        "optimize/search/beams.py": {"NO_GAP"},
        "optimize/search/marginals.py": {"NO_PLAN"},
        "optimize/search/states.py": {"BITS", "MIX", "ONE", "SHIFT"},
        "optimize/stages/bettering.py": {"UNKNOWN"},
        "optimize/widen/beyond.py": {"MOST_UNITS", "ONE"},
        "verify/duals.py": {"LIMIT"},
        "verify/frontier.py": {"ONE"},
        "verify/choices/borders.py": {"NO_PLAN"},
        "verify/choices/conflicts.py": {"NO_PLAN"},
        "verify/anysize/squares.py": {"MOST_UNITS", "ONE"},
        "verify/pool.py": {"BITS"},
    },
    "tolerances of floats, and the end of their range": {
        "store/evidence/rerun.py": {"SHOWN"},
        "law/judge.py": {"RELATIVE_TOLERANCE"},
        "optimize/bound/pricing.py": {"MISSING"},
        "optimize/heuristics/diving.py": {"NOISE"},
        "optimize/heuristics/resplit.py": {"LEAST_GAIN"},
        "optimize/search/orders.py": {"MOST", "SAME"},
        "optimize/widen/beyond.py": {"NOISE"},
        "plan/__init__.py": {"SHARE_TOLERANCE"},
        "verify/anysize/squares.py": {"NOISE"},
        "verify/law.py": {"NOISE", "ROUNDED"},
    },
    "how often whoever listens hears of work: it changes no result": {
        "optimize/effort/control.py": {"BEAT_S"},
    },
    "the unit in which another number is counted": {
        "optimize/bound/separation.py": {"PARTS"},
        "optimize/objective.py": {"COHESION_STEPS"},
        "optimize/search/trials.py": {"WHOLE"},
        "verify/frontier.py": {"WHOLE"},
    },
    "what is done at once: it bounds memory, and changes no result": {
        "cli/commands/__init__.py": {"OBJECTS"},
        "problem/groups/connected.py": {"SETS_AT_ONCE", "SETS_BETWEEN_STOPS"},
        "session/history.py": {"EVERY", "RECENT"},
        "session/change.py": {"JUDGED"},
        "optimize/bound/pricing.py": {"FIRST_GROUPS_A_UNIT", "GROUPS_AT_ONCE"},
        "optimize/bound/separation.py": {"SETS_AT_ONCE"},
        "optimize/widen/beyond.py": {"PAIRS"},
        "optimize/widen/people.py": {"LOOK"},
        "verify/anysize/squares.py": {"CHUNK"},
        "verify/pool.py": {"CHUNK"},
    },
    "formats of files, exit codes, and what embedded data are of": {
        "store/audit.py": {"BEYOND"},
        "cli/errors.py": {"EXIT_INTERRUPTED"},
        "errors.py": {
            "EXIT_BAD_INPUT",
            "EXIT_DEFECT",
            "EXIT_DONE",
            "EXIT_INFEASIBLE",
            "EXIT_NOT_READ",
            "EXIT_NOT_SATISFIED",
            "EXIT_TIME_LIMIT",
            "LONGEST_ON_WINDOWS",
            "OPEN_ELSEWHERE",
        },
        "gate/archive.py": {"FORMAT"},
        "sources/doctor/maps/parts.py": {"POLYGONS"},
        "sources/doctor/maps/water.py": {"POLYGON"},
        "sources/doctor/sheets/people.py": {"NO_DAY"},
        "gate/rights.py": {
            *("ADD_RULE", "CREATE_RULESET", "DEVICE_COMMANDS", "DIE_WITH_PARENT", "FLAGS_OF_JOB"),
            *("KILLED", "NETWORK", "NO_NEW_PRIVILEGES", "PATH_BENEATH", "READ", "RESTRICT_SELF"),
            "VERSION_FLAG",
        },
        "gate/drives.py": {"REMOTE"},
        "gate/seal.py": {"KEY_BYTES"},
        "session/log.py": {"APPLICATION", "FORMAT", "HEADER"},
        "sources/tables/grids.py": {"LAST_COLUMN"},
        "optimize/certificate.py": {"FORMAT"},
        "explain/claims.py": {"FORMAT"},
        "verify/choices/claims.py": {"FORMAT"},
        "output/dossier/inputs.py": {"HIGHEST_HEADING"},
        "output/dossier/word/fields.py": {"FIRST_BOOKMARK"},
        "output/dossier/word/paper.py": {"A_DAY", "ZIP_DAY"},
        "gate/documents.py": {"MOST_SHOWN"},
        "output/reports/gis.py": {"DEGREES"},
        "output/reports/workbook/sheets.py": {"FIXED_DATE"},
        "vietnam/replay/rounds.py": {"PUBLISHED"},
        "vietnam/sources/early_2025.py": {"BEFORE"},
        "vietnam/sources/embedded.py": {"FORMAT", "YEAR"},
        "sources/outlines/fits.py": {"M_A_DEGREE"},
        "vietnam/sources/zones.py": {
            "BOX",
            "DEGREES",
            "NARROW_SCALE",
            "UTM",
            "VN_2000",
            "WIDE_SCALE",
        },
        "vietnam/sources/today.py": {"TODAY"},
        "verify/__init__.py": {"FORMAT"},
    },
    "files of the user: what no table of units and no system of coordinates comes near": {
        "vietnam/sources/encodings.py": {"_APART", "_ENOUGH", "_LIKELY"},
        "sources/outlines/systems.py": {"MOST_PERCENT"},
        "sources/tables/plans.py": {"WITHIN"},
    },
    "what the press reports, and what it is held against": {
        "vietnam/country/readings.py": {"DENSITIES", "SAID_BY_THE_MINISTRY"},
    },
    "outlines: so near is together; steps in which pieces are measured": {
        "explain/divide/pieces.py": {"APART_M", "STEPS"},
        "evaluation/compare/figures.py": {"ANGLES", "RADII"},
    },
    "outlines: below this length a border is only a contact": {
        "sources/outlines/repair.py": {"CONTACT_M"},
    },
    "outlines: what is so near over such a length has lost a border, and is asked about": {
        "units/gaps.py": {"AT_ONCE", "WIDTHS_M"},
    },
    "layout of pages, sheets and tables, and how much fits on them": {
        "evaluation/compare/__init__.py": {"FEWEST_PLANS", "MOST_PLANS"},
        "output/maps/__init__.py": {"MOST_BYTES", "OUTLINE_BYTES"},
        "output/maps/comparison.py": {"LABEL_TOLERANCE_M", "MOST_BYTES", "OUTLINE_BYTES"},
        "output/maps/content.py": {"CLASS_ENDS", "OVERLAY_BYTES"},
        "output/maps/overlays.py": {"PIXELS_PER_MM"},
        "output/maps/printed/overlays.py": {"DOT_MM", "NAME_SIZES", "NEAR_MM"},
        "output/reports/workbook/front.py": {"MOST_ON_A4", "STANDING_WIDTH", "WIDTHS"},
        "output/reports/workbook/hanging.py": {"MOST_NAMED"},
        "output/reports/workbook/questions.py": {"LAYER_WIDTHS", "ROWS_MORE"},
        "plan/standing.py": {"MOST_NAMED"},
        "store/bundle/facts.py": {"MOST_NAMED"},
        "output/maps/country.py": {
            *("FOOT", "FOOT_SIZE", "HOANG_SA_AT", "ISLET_M2", "LEFT", "PAPER_MM"),
        },
        "output/maps/pages/country.py": {"LADDER_M", "MAINLAND", "MOST_BYTES", "OUTLINE_BYTES"},
        "explain/doubt/pictures.py": {"LONGEST", "MOST_ROWS"},
        "output/maps/marked.py": {"EDGE", "ENTRY", "HEAD", "LETTERS", "NAMED_UP_TO", "WIDE"},
        "batch/report.py": {"APART"},
        "output/maps/outlines.py": {
            *("COARSEST_M", "COARSE_M", "DECIMALS", "FAR_M", "FINEST_M", "MOST_NAMED", "WORTH"),
        },
        "output/dossier/clauses.py": {"FEWEST_TOGETHER"},
        "output/dossier/__init__.py": {"BRIEF_MAP_IN"},
        "output/dossier/context.py": {"UNITS_OF_BRIEF"},
        "output/dossier/meeting.py": {"MOST_PARTNERS"},
        "output/dossier/word/grid.py": {"KEPT_TOGETHER", "MOST_OF_A_WORD", "ROWS_A_PAGE"},
        "output/dossier/word/measure.py": {"MM_A_POINT", "OTHER_EMS", "STEP", "WIDER"},
        "output/dossier/word/writer.py": {"BESIDE_ROLE", "LONGEST_WORD"},
        "output/dossier/word/paper.py": {"DEEPEST"},
        "output/maps/pages/prices.py": {"OUTLINE_BYTES"},
        "output/maps/pages/repairs.py": {"TOLERANCE_M"},
        "output/maps/small/division.py": {"EDGE", "HIGH", "POINTS", "WIDE"},
        "output/maps/small/panels.py": {"HEIGHT", "MOST_OF_A_MAP", "NAME_POINTS", "WIDTH"},
        "output/maps/printed/around.py": {
            *("BORDER_DASH", "BORDER_MM", "GRID", "LEAST_MM2", "NAME_SIZES", "OWN_SHARE", "SEA"),
        },
        "output/maps/printed/blocks.py": {"FOOT"},
        "output/maps/printed/contents/__init__.py": {"DENSE"},
        "output/maps/printed/contents/notes.py": {"MOST_NOTES"},
        "output/maps/printed/contents/borders.py": {"OUTSIDE"},
        "output/maps/printed/contents/categories.py": {"CASING", "EDGE"},
        "output/maps/printed/frame.py": {
            "GRID_KM",
            "LEAST_GRID_MM",
            "LEAST_TICK_MM",
            "TICK_MINUTES",
        },
        "output/maps/printed/labels.py": {
            *("CLEARANCE", "DIRECTIONS", "GRID", "ON_LAND_MM", "REACHES", "SPILLS"),
        },
        "output/maps/printed/inset.py": {
            "CLEAR_MM",
            "HEAD_POINTS",
            "LEAST_MM",
            "PAD_MM",
            "SHARES",
            "WIDER",
        },
        "output/maps/printed/panel.py": {
            "CELL_GAP",
            "COLUMN_GAP",
            "FIRST_NOTES",
            "LETTERS",
            "SHARES",
            "WIDE_GAP",
        },
        "output/maps/printed/paper.py": {"LEAST_STRIP", "ROUND"},
        "output/maps/printed/pen.py": {
            *("AREA", "DPI", "DRAWN_AT", "FRAME", "LEAST", "LINE", "MM_PER_POINT", "NAME"),
        },
        "output/maps/printed/sheets.py": {
            "DENSE_SIZES",
            "DISTRICT_SIZES",
            "ISLET_MM2",
            "NAME_SIZES",
        },
        "output/maps/small/__init__.py": {"BOX", "DOTS", "TALLEST_IN", "WIDTH_IN"},
        "output/maps/small/locator.py": {"COARSE", "EDGE", "ISLET"},
        "vietnam/replay/report.py": {"SHOWN"},
        "vietnam/screening.py": {"MOST_REASONS"},
        "output/reports/workbook/sheets.py": {
            *("A3", "A4", "LEAST_PAGES", "LETTER", "LINE", "MARGIN", "ROWS_A_PAGE"),
            "WIDEST_ON_A4",
        },
    },
}


def is_number(node: ast.AST, known: set[str]) -> bool:
    """Tell a number, what is computed from numbers and names ``known``, and a row with one."""
    match node:
        case ast.Constant(value=value):
            return type(value) in (int, float)
        case ast.Name(id=name):
            return name in known
        case ast.UnaryOp(operand=inner):
            return is_number(inner, known)
        case ast.BinOp(left=left, right=right):
            return is_number(left, known) and is_number(right, known)
        case ast.Tuple(elts=values) | ast.List(elts=values):
            return any(is_number(value, known) for value in values)
        case ast.Call(args=values):
            return bool(values) and all(is_number(value, known) for value in values)
    return False


def numbers(path: Path) -> set[str]:
    """Name the numbers of a module: upper-case names on its first level."""
    known: set[str] = set()
    for node in tree(path).body:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = list(zip(names, values))
            case ast.Assign(targets=[name], value=ast.expr() as value):
                pairs = [(name, value)]
            case ast.AnnAssign(target=name, value=ast.expr() as value):
                pairs = [(name, value)]
            case _:
                pairs = []
        for name, value in pairs:
            if isinstance(name, ast.Name) and name.id.isupper() and is_number(value, known):
                known.add(name.id)
    return known


def test_policy_is_data() -> None:
    """A new number is policy, and belongs into a record, or is listed with the reason why not."""
    listed: dict[str, set[str]] = {}
    for files in NUMBERS.values():
        for name, held in files.items():
            assert not listed.get(name, set()) & held, "a number has one reason"
            listed[name] = listed.get(name, set()) | held
    found = {inside(path): numbers(path) for path in MODULES}
    assert {name: held for name, held in found.items() if held} == listed
