"""Limits of what is read of others: one table, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a parser in a process of its own may take.

    Attributes
    ----------
    seconds : int
        Of processor; and four times as many of the clock, for disks that are slow.
    memory_bytes : int
        Beside what the program had before.
    answer_bytes : int
        What it may give back.
    """

    seconds: int = 20
    memory_bytes: int = 1_400 << 20
    answer_bytes: int = 700 << 20


@dataclass(frozen=True)
class Cells:
    """How large a table may be; the country had 11,162 communes, and has some 90,000 thôn."""

    most_rows: int = 100_000
    most_cells: int = 3_000_000
    """Rows times columns of the rectangle that a sheet takes, empty cells too."""
    most_bytes: int = 256 << 20
    """Of a workbook when unpacked."""
    most_text_bytes: int = 64 << 20
    """Of a csv."""
    most_letters: int = 1 << 17
    """In one cell: Excel holds 32,767."""


@dataclass(frozen=True)
class Files:
    """How much is unpacked, or read whole, of what somebody sent."""

    most_files: int = 10_000
    most_bytes: int = 2 << 30
    most_times: int = 200
    """How many times larger the files may be than the archive: tables of text are some twenty."""
    at_once: int = 1 << 20
    """Bytes that are unpacked at once."""
    most_document_bytes: int = 4 << 20
    """Of a scenario, a rule set, a list of facts."""
    most_record_bytes: int = 256 << 20
    """Of a record in JSON, as a certificate is: that of the whole country has some 30 MB."""
    most_request_bytes: int = 1 << 20
    """Of what a page sends at once: an action on all units of a province has some 10 kB."""
    outline_bytes: int = 1_500_000
    """Of outlines that a page draws: no line of a province is seen to be simplified at this."""
    most_outline_bytes: int = 1 << 30
    """Of a file of outlines: the map of all communes at full detail has some 300 MB."""
    most_log_bytes: int = 64 << 20
    """Of a log: some twenty thousand commands."""
    most_template_bytes: int = 64 << 20
    """Of a document of Word when unpacked."""


@dataclass(frozen=True)
class Counts:
    """How many of a thing a scenario, a grid or a command may ask for."""

    most_values: int = 100_000
    """Of a YAML document, those that anchors repeat too."""
    most_points: int = 10_000
    """Of a grid: each is a run, and takes seconds."""
    most_stages: int = 20
    """Of an objective: nobody can say in what order more matter."""
    most_looked_up: int = 100
    """Wrong names for which the nearest are looked for: with more, the list is the wrong one."""
    most_letters: int = 100
    """Of a name that is looked up."""
    lock_seconds: int = 20
    """In which others let go of a log: a line takes a moment."""
    differences: int = 20
    """Of a file, told one by one; more of them is another file."""
    beside_words: int = 3
    """Of a text, shown beside those that differ."""
    text_letters: int = 90
    """Of a text that is named."""
    sign_seconds: int = 120
    """In which somebody types the words that guard a key."""
    answer_seconds: int = 10
    """In which a scheduler on the network has to answer."""
    end_seconds: int = 2
    """In which a server ends what is under way, and a process what it does."""
    tell_seconds: float = 0.5
    """Between two answers of a question that has many."""
    most_answers: int = 20
    """Of the optimizer that a workspace keeps at hand."""
    most_jobs: int = 2
    """Questions of a workspace that wait for the optimizer at a time."""


CELLS, FILES, COUNTS = Cells(), Files(), Counts()
WORKBOOK = OUTLINES = Limits()
SOLVER = Limits(memory_bytes=6 << 30)
"""The process of a workspace that asks the optimizer: its memory alone is limited."""
TEMPLATE = Limits(seconds=15, memory_bytes=1_000 << 20, answer_bytes=64 << 20)
