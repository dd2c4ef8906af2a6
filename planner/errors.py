"""One family of errors; each carries every problem that was found.

::

    PlannerError                  (has .problems and .exit_code)
    ├── InputError        exit 2  data, scenario, rule set or output folder
    └── InfeasibleError   exit 3  no plan exists within the limits given

A message is read by somebody who has to mend something: it says *where*
(file, row or key), *what was found*, *what was expected* and *what to do*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

EXIT_DONE = 0
EXIT_NOT_SATISFIED = 1
EXIT_BAD_INPUT = 2
EXIT_INFEASIBLE = 3
EXIT_TIME_LIMIT = 4


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and how to mend it.

    Attributes
    ----------
    place : str
        File, row, column, key or unit.
    found, expected : str
        What stands there, and what should.
    mend : str
        The next step for the reader.
    """

    place: str
    found: str
    expected: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: found {self.found}; expected {self.expected}. → {self.mend}"


class PlannerError(Exception):
    """Base of the family: an exception that carries a list of problems."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(PlannerError):
    """Data, a scenario, a rule set or an output folder cannot be used as it is."""

    exit_code = EXIT_BAD_INPUT


class InfeasibleError(PlannerError):
    """No plan exists within the limits; the problems name the units concerned."""

    exit_code = EXIT_INFEASIBLE


def raise_if_any(problems: list[Problem], error: type[PlannerError] = InputError) -> None:
    """Raise ``error`` with all ``problems`` when there is at least one."""
    if problems:
        raise error(problems)


def listed(items: Iterable[object], most: int = 8) -> str:
    """Name items in a message, the first few in full and the rest as a count."""
    names = [str(item) for item in items]
    rest = f" … and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest
