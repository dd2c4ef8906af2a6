"""Errors, as people and as machines read them."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import sys
import traceback
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir, mkstemp
from typing import Any, NoReturn, cast

import typer

from planner.cli.help import help_text
from planner.cli.language import language_asked
from planner.errors import (
    EXIT_BAD_INPUT,
    DefectError,
    InputError,
    PlannerError,
    Problem,
    system_fault,
)
from planner.words.text import Text, quoting, say

EXIT_INTERRUPTED = 130
PARTS = ("place", "found", "expected", "mend")
# A command line that does not fit; Typer has no name of its own for it.
UsageError = cast("type[Exception]", typer.BadParameter.__base__)


@contextmanager
def telling_faults() -> Iterator[None]:
    """Tell what goes wrong in the language that was asked for, and end with its exit code."""
    if not sys.warnoptions:  # what libraries warn of is for whoever writes programs
        warnings.simplefilter("ignore")
    try:
        yield
    except PlannerError as error:
        _fail(error)
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help is all that it has to say
            print(error, file=sys.stderr)
            raise SystemExit(EXIT_BAD_INPUT) from None
        _fail(_mistyped(error))
    except (KeyboardInterrupt, typer.Abort):
        _stopped()
    except SystemExit as end:
        # Typer makes a number of the signal.
        if end.code == EXIT_INTERRUPTED:
            _stopped()
        raise
    except MemoryError:
        _fail(_out_of_memory())
    except OSError as error:
        _fail(_refused(error) if error.filename else _defect(error))
    except Exception as error:
        _fail(_defect(error))


def _out_of_memory() -> InputError:
    """Say that there was no memory left: that is nobody's defect."""
    return InputError(
        Problem(
            _path_typed(),
            say("no memory left"),
            say("some 4 GB for a province, 8 GB for the country"),
            say("close other programs, or plan fewer units, or smaller groups (`max_members`)"),
        )
    )


def _stopped() -> NoReturn:
    print(say("stopped; nothing was changed").shown(language_asked(), "\n"), file=sys.stderr)
    raise SystemExit(EXIT_INTERRUPTED)


def _refused(error: OSError) -> InputError:
    """Say which file the system refused, where nobody nearer to it did."""
    return InputError(
        Problem(
            str(error.filename),
            system_fault(error),
            say("a file or folder that can be read and written"),
            say("check that it is there, and who may use it; close programs that hold it"),
        )
    )


def _defect(error: Exception) -> DefectError:
    """Write a report of a defect, and say where it lies."""
    kind = type(error).__name__
    try:
        report = _write_report(error)
        mend = say("send the file {file} to whoever keeps the program", file=report)
    except OSError as fault:
        mend = say("tell whoever keeps the program (no report: {fault})", fault=system_fault(fault))
    return DefectError(
        Problem(
            _path_typed(),
            say("a defect of the program ({kind}), not of your files", kind=kind),
            say("results, or a message about the input; results that were there are as before"),
            mend,
        )
    )


def _write_report(error: Exception) -> Path:
    """Write what the keeper of the program needs, and no figure of the user.

    It lies beside the run folder, else among temporary files.  Messages of
    exceptions and values of ``--set`` may hold figures, and are left out.
    """
    # Read here alone: a help that shows nothing of this need not wait for it.
    from planner.store.versions import versions

    lines = [f"{name} {number}" for name, number in versions().items()]
    lines += ["", "planner " + " ".join(_without_values(sys.argv[1:])), ""]
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    for each in reversed(chain):
        lines += [line.rstrip() for line in traceback.format_tb(each.__traceback__)]
        lines += [f"{type(each).__module__}.{type(each).__qualname__}", ""]
    lines += [f"{_hash(path)} {path.name}" for path in _inputs()]
    out = next((after for word, after in zip(sys.argv, sys.argv[1:]) if word == "--out"), None)
    beside = Path("runs") if out is None else Path(out).absolute().parent
    for folder in (beside, Path(gettempdir())):
        with suppress(OSError):
            handle, name = mkstemp(".txt", "planner-defect-", folder.absolute())
            os.close(handle)
            Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
            return Path(name)
    raise OSError(errno.EACCES, "")


def _without_values(words: Iterable[str]) -> Iterator[str]:
    """Give a command line without what ``--set`` sets."""
    before = ""
    for word in words:
        masked = before == "--set" or word.startswith("--set=")
        before = word
        yield re.sub(r"^((?:--set=)?[^=]*).*", r"\1=…", word) if masked else word


def _inputs() -> list[Path]:
    """Find the files that a command line names, and those that its scenario names."""
    from planner.scenario.reading import read_scenario

    found: list[Path] = []
    for word in sys.argv[1:]:
        path = Path(word)
        with suppress(Exception):
            found += sorted(path.iterdir()) if path.is_dir() else [path]
            if path.suffix in (".yaml", ".yml"):
                found += read_scenario(path).inputs
    return [path for path in dict.fromkeys(found) if path.is_file()]


def _hash(path: Path) -> str:
    with suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return "unreadable"


def _mistyped(error: Any) -> InputError:
    """Say what is wrong with a command line."""
    # A file without rights is no fault of the command line; Typer has no class for it.
    unread = re.search(r"'(.+)' is not readable", error.format_message())
    if unread:
        return _refused(PermissionError(errno.EACCES, "", unread[1]))
    kind, context = type(error).__name__, error.ctx
    path = context.command_path if context else _path_typed()
    mend = say("see `{command} --help`", command=path)
    if kind == "NoSuchOption":
        names = [name for param in context.command.get_params(context) for name in param.opts]
        found = say("there is no option `{option}`", option=error.option_name)
        expected = _one_of(error.possibilities or [name for name in names if name[0] == "-"])
        if error.option_name == "--lang":
            mend = say("write it before the command: `planner --lang vi …`")
    elif kind == "MissingParameter":
        found = say("`{name}` is missing", name=error.param.opts[-1])
        expected = help_text(error.param.help)
    elif kind == "BadOptionUsage":
        found, expected = _misused(error.option_name)
    elif commands := getattr(context and context.command, "commands", None):
        found, expected = _no_such_command(error.format_message()), _one_of(commands)
    else:
        found, expected = _too_much(error.format_message()), say("a command line that fits")
        mend = say("leave it out; put a path that holds spaces into quotes")
    return InputError(Problem(path, found, expected, mend))


def _one_of(names: Iterable[str]) -> Text:
    return say("one of {names}", names=", ".join(names))


def _path_typed() -> str:
    """Name the command that was typed, where Typer did not come so far as to say."""
    pairs = zip(sys.argv, sys.argv[1:])
    words = [word for before, word in pairs if before != "--lang" and not word.startswith("-")]
    return " ".join(["planner", *words[:1]])


def _misused(option: str) -> tuple[Text, Text]:
    if any(word.startswith(f"{option}=") for word in sys.argv):
        return say("`{option}` with a value", option=option), say("`{option}` alone", option=option)
    return say("`{option}` without its value", option=option), say("a value")


def _no_such_command(message: str) -> Text:
    # Typer has no class for it; where its sentence changes, the name is left out.
    typed = re.search("'(.*?)'", message)
    return say("there is no command `{command}`", command=typed[1]) if typed else say("no command")


def _too_much(message: str) -> Text:
    """Name what a command does not take; what Typer seldom says stays in its words in English."""
    typed = re.search(r" \((.*)\)$", message)
    if typed:
        return say("`{words}`, which the command does not take", words=typed[1])
    return quoting(say("a command line that does not fit"), message)


def _fail(error: PlannerError) -> NoReturn:
    if "--json" in sys.argv:
        told = {
            "error": type(error).__name__,
            "problems": [_in_english(problem) for problem in error.problems],
            "said": [problem.by_language() for problem in error.problems],
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    print(error.shown(language_asked()), file=sys.stderr)
    raise SystemExit(error.exit_code or EXIT_BAD_INPUT)


def _in_english(problem: Problem) -> dict[str, str]:
    return {part: said["en"] for part, said in problem.by_language().items()}
