"""Errors carry every problem, and say where, what, and what to do."""

from __future__ import annotations

import errno

import pytest

from planner.errors import (
    InfeasibleError,
    InputError,
    PlannerError,
    Problem,
    listed,
    raise_if_any,
    system_fault,
)

ONE = Problem("units.csv, row 3", "-5 people", "a number ≥ 0", "correct the row")
TWO = Problem("units.csv, row 9", "nothing", "a number ≥ 0", "fill the cell")


def test_a_message_says_place_found_expected_and_mend() -> None:
    assert str(ONE) == "units.csv, row 3: found -5 people; expected a number ≥ 0. → correct the row"


def test_an_error_carries_every_problem() -> None:
    error = InputError([ONE, TWO])
    assert error.problems == (ONE, TWO)
    assert str(error) == f"{ONE}\n{TWO}"
    assert InputError(ONE).problems == (ONE,)


def test_exit_codes_tell_bad_input_from_no_plan() -> None:
    assert (InputError(ONE).exit_code, InfeasibleError(ONE).exit_code) == (2, 3)
    assert issubclass(InputError, PlannerError)
    assert issubclass(InfeasibleError, PlannerError)


def test_raise_if_any_raises_all_or_nothing() -> None:
    raise_if_any([])
    with pytest.raises(InfeasibleError) as caught:
        raise_if_any([ONE, TWO], InfeasibleError)
    assert caught.value.problems == (ONE, TWO)


@pytest.mark.parametrize(
    ("count", "text"), [(0, ""), (2, "0, 1"), (3, "0, 1, 2"), (5, "0, 1, 2 … and 2 more")]
)
def test_listed_names_the_first_and_counts_the_rest(count: int, text: str) -> None:
    assert listed(range(count), most=3).en == text


def refused(number: int, path: str, winerror: int | None = None) -> OSError:
    """Make what Windows raises: only there an error has a number of Windows."""
    kind = type("OfWindows", (OSError,), {"winerror": winerror})
    return kind(number, "as the system says it", path)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (refused(errno.EACCES, "summary.xlsx", 32), "đang mở trong chương trình khác"),
        (refused(errno.EACCES, "summary.xlsx"), "không có quyền truy cập"),
        (refused(errno.ENOENT, "C:\\" + "x" * 300, 3), "đường dẫn dài 303 chữ, quá dài"),
        (refused(errno.ENOENT, "C:\\none.yaml", 2), "không có tệp"),
        (OSError(errno.ENOENT, "", "/" + "x" * 300), "không có tệp"),
        (OSError(errno.ENAMETOOLONG, "", "/" + "x" * 300), "đường dẫn dài 301 chữ, quá dài"),
    ],
)
def test_what_windows_refuses_is_said(error: OSError, words: str) -> None:
    """A file that is open elsewhere, and a path of which it says that nothing is there."""
    assert words in system_fault(error).vi
