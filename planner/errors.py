"""One family of errors; each carries every problem that was found.

::

    PlannerError                  (has .problems and .exit_code)
    ├── InputError        exit 2  data, scenario, rule set or output folder
    ├── InfeasibleError   exit 3  no plan exists within the limits given
    └── DefectError       exit 70 the program is at fault, and wrote a report

Other ends: 0 done, 1 done but something is not satisfied, 4 time limit, 5 verified in part only
(something could not be read), 130 interrupted.

A message is read by somebody who has to mend something: it says *where*
(file, row or key), *what was found*, *what was expected* and *what to do*.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass

from planner.words.text import Said, Shown, Text, joined, say, text

EXIT_DONE = 0
EXIT_NOT_SATISFIED = 1
EXIT_BAD_INPUT = 2
EXIT_INFEASIBLE = 3
EXIT_TIME_LIMIT = 4
EXIT_NOT_READ = 5  # `planner verify`: nothing is wrong in what was read, and not all was
EXIT_DEFECT = 70  # as sysexits.h has it: far from what ends of a run mean


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and how to mend it.

    Attributes
    ----------
    place : str or Text
        File, row, column, key or unit.
    found, expected : str or Text
        What stands there, and what should.
    mend : str or Text
        The next step for the reader.
    """

    place: Said
    found: Said
    expected: Said
    mend: Said

    @property
    def text(self) -> Text:
        """The whole message, in both languages."""
        return say(
            "{place}: found {found}; expected {expected}. → {mend}",
            place=text(self.place),
            found=text(self.found),
            expected=text(self.expected),
            mend=text(self.mend),
        )

    def by_language(self) -> dict[str, dict[str, str]]:
        """Give its parts as JSON holds them, each in both languages."""
        parts = ("place", "found", "expected", "mend")
        return {part: text(getattr(self, part)).by_language() for part in parts}

    def __str__(self) -> str:
        return self.text.en


class PlannerError(Exception):
    """Base of the family: an exception that carries a list of problems."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def shown(self, shown: Shown = "both") -> str:
        """Write every problem on lines of its own: Vietnamese, then English."""
        return "\n".join(problem.text.shown(shown, "\n") for problem in self.problems)


class RefusedError(ValueError):
    """Settings that do not fit together: raised by a validator, told by ``documents.validate``.

    Attributes
    ----------
    text : Text
        What is wrong, in both languages.
    expected, mend : Text or None
        What is right, and what to do, where that is more than values that fit.
    """

    def __init__(self, text: Text, expected: Text | None = None, mend: Text | None = None):
        self.text, self.expected, self.mend = text, expected, mend
        # The text itself: a validator below this floor raises a plain ValueError of one.
        super().__init__(text)


class InputError(PlannerError):
    """Data, a scenario, a rule set or an output folder cannot be used as it is."""

    exit_code = EXIT_BAD_INPUT


class InfeasibleError(PlannerError):
    """No plan exists within the limits; the problems name the units concerned."""

    exit_code = EXIT_INFEASIBLE


class DefectError(PlannerError):
    """The program is at fault: what it was given may be right, and is not to be mended."""

    exit_code = EXIT_DEFECT


def raise_if_any(problems: list[Problem], error: type[PlannerError] = InputError) -> None:
    """Raise ``error`` with all ``problems`` when there is at least one."""
    if problems:
        raise error(problems)


def listed(items: Iterable[object], most: int = 8) -> Text:
    """Name items in a message, the first few in full and the rest as a count."""
    names = [item if isinstance(item, Text) else str(item) for item in items]
    some = joined(names[:most])
    if len(names) <= most:
        return some
    return say("{names} … and {count} more", names=some, count=len(names) - most)


# `ERROR_SHARING_VIOLATION` and `ERROR_LOCK_VIOLATION` of Windows, and its `MAX_PATH`.
OPEN_ELSEWHERE = (32, 33)
LONGEST_ON_WINDOWS = 260


def system_fault(error: OSError) -> Text:
    """Say why the system refused a file; what it seldom says stays in its own words."""
    path = str(error.filename or "")
    # Windows says of a path that is too long that nothing is there.
    missing = error.errno == errno.ENOENT and hasattr(error, "winerror")
    if error.errno == errno.ENAMETOOLONG or (missing and len(path) >= LONGEST_ON_WINDOWS):
        return say("a path of {letters} letters, longer than the system takes", letters=len(path))
    if getattr(error, "winerror", None) in OPEN_ELSEWHERE:
        return say("open in another program (Excel, Word, QGIS …): close it there")
    match error.errno:
        case errno.ENOENT:
            return say("No such file or directory")
        case errno.EACCES | errno.EPERM:
            return say("Permission denied")
        case errno.EISDIR:
            return say("Is a directory")
        case errno.ENOTDIR:
            return say("Not a directory")
        case errno.ENOSPC:
            return say("No space left on device")
        case errno.EROFS:
            return say("Read-only file system")
    return text(error.strerror or str(error))
