"""What a plan stands on: facts that nobody knows, and what answers make of its mergers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from planner.units import COLUMNS
from planner.words import Text, joined, number_text, say
from planner.words.html import html_table
from planner.words.standing import HEADS, READINGS, STANDS, TITLE

KEYS = CERTAIN, HANGS, AS_READ = "certain", "hangs", "as_read"
FIGURES = {"people": "people_assumed", "area_km2": "area_assumed"}
"""Figure → the column that marks it as estimated, recovered or doubtful."""
MOST_NAMED = 3
"""Questions that a sentence names: the others stand in ``standing.csv``."""


@dataclass(frozen=True)
class Question:
    """Something that is not known of a unit, and may change the plan.

    Attributes
    ----------
    column : str
        A key of ``COLUMNS``.
    code, name : str
        Of the unit.
    moves : tuple of str
        Codes of new units that no best plan has if the answer is not the one that was read.
    """

    column: str
    code: str
    name: str
    moves: tuple[str, ...] = ()

    @property
    def words(self) -> Text:
        """The question, as it is put to somebody who knows the answer."""
        return joined([self.name, COLUMNS[self.column].words], ": ")


@dataclass(frozen=True)
class Reading:
    """The best plan if all that is not known is answered in one way.

    Attributes
    ----------
    key : str
        ``none``: nothing holds; ``likely``: what is likely; ``all``: everything does.
    units : int
        New units.
    stay : tuple of str
        Codes of the new units of the plan, by several members, that this one has as well.
    others : int
        New units of several members that the plan does not have.
    """

    key: str
    units: int
    stay: tuple[str, ...]
    others: int


@dataclass(frozen=True)
class Safety:
    """What a plan costs that holds whatever the answers are; of each figure that of the best plan
    as what is not known was read stands second.

    Attributes
    ----------
    units : tuple of int
        New units.
    people : tuple of int
        People whose unit ceases, in persons.
    open : tuple of int
        Units of today that some answer leaves unsatisfied.
    """

    units: tuple[int, int]
    people: tuple[int, int]
    open: tuple[int, int]

    def lines(self, facts: Text) -> tuple[Text, ...]:
        """Say what it holds against, and what that costs."""
        mine, best = map(number_text, self.open)
        head = say("Accepted WHATEVER the answers are to what is not known: {facts}", facts=facts)
        if self.open[0]:
            head = say(
                "Whatever the answers are to what is not known, at most {count} units are not"
                " satisfied: {facts}",
                count=mine,
                facts=facts,
            )
        units, units_then = map(number_text, self.units)
        people, people_then = map(number_text, self.people)
        if self.open[0] == self.open[1] and self.people == self.people[::-1]:
            return head, say("It costs nothing: the best plan as read is as safe")
        price = say(
            "Its price: {units} new units and {people} people whose unit ceases; the best plan as"
            " read has {units_then} and {people_then}, but some answer leaves {open} of its units"
            " not satisfied",
            units=units,
            people=people,
            units_then=units_then,
            people_then=people_then,
            open=best,
        )
        return head, price


@dataclass(frozen=True)
class Standing:
    """What a plan stands on.

    Attributes
    ----------
    unknown : dict of str to int
        Column that the law asks for → units of which it is not known, or only likely.
    questions : tuple of Question
        Those whose answer may change the plan, as far as groups cost more or less by them: first
        those that move most new units of the plan.
    certain : tuple of str
        Codes of new units, of several members, that stand whatever the answers are.
    hangs_on : dict of str to tuple of Question
        Code of a new unit → questions; answered otherwise, all of them, no best plan has it.
    as_read : tuple of str
        New units of which neither is shown: no best plan has them where all is answered as is
        likely, or a figure of a member is estimated, or too many answers would have to be tried.
    readings : tuple of Reading
        None where no question may change the plan, or where a best plan was not proven.
    safe : Safety or None
        What the plan costs where it was asked to hold whatever the answers are; nothing hangs on a
        question then, and nothing is said of its mergers.
    """

    unknown: dict[str, int] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    certain: tuple[str, ...] = ()
    hangs_on: dict[str, tuple[Question, ...]] = field(default_factory=dict)
    as_read: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    safe: Safety | None = None

    def __post_init__(self) -> None:
        """Put what has keys in their order, in which ``result.json`` holds it."""
        object.__setattr__(self, "unknown", dict(sorted(self.unknown.items())))
        object.__setattr__(self, "hangs_on", dict(sorted(self.hangs_on.items())))

    @property
    def turns(self) -> bool:
        """Whether an answer is known that turns the plan round."""
        others = any(reading.others for reading in self.readings)
        return bool(self.hangs_on or self.as_read or others)

    @property
    def is_conditional(self) -> bool:
        """Whether another answer, or another figure, may make another plan the best one.

        A plan that was asked to hold whatever the answers are says of itself how far it does.
        """
        return self.safe is None and bool(self.questions or self.as_read)

    @property
    def mergers(self) -> dict[str, str]:
        """Code of each new unit of several members → how it stands; those that may go first."""
        keys = (HANGS, self.hangs_on), (AS_READ, self.as_read), (CERTAIN, self.certain)
        return {code: key for key, codes in keys for code in codes}

    def why(self, code: str) -> Text:
        """Name the questions on which a new unit hangs; nothing where there are none."""
        return joined([question.words for question in self.hangs_on.get(code, ())], "; ")

    def as_dict(self) -> dict[str, object]:
        """Give it as ``result.json`` holds it."""
        plain = asdict(self)
        return {key: value for key, value in plain.items() if key != "safe" or value is not None}

    @property
    def lines(self) -> tuple[Text, ...]:
        """What a reader has to know before anything else; nothing where everything is known."""
        if not self.unknown:
            return ()
        if self.safe is not None:
            return (*self.safe.lines(_counted_facts(self._answerable)), *self._rests())
        facts = _counted_facts(self.deciding)
        if not self.is_conditional:
            return (say("What is not known does not change the plan: {facts}", facts=facts),)
        head = say("Best only IF what is not known is as it was read: {facts}", facts=facts)
        return (head, *self._counted(), *self._asked_first(), *self._otherwise())

    def _repr_html_(self) -> str:
        """Show in a notebook what has to be known first, then how each merger stands."""
        lines = self.lines or (say("Everything that the law asks of these units is known"),)
        told = html_table(TITLE, (), [(line,) for line in lines])
        if not self.is_conditional:
            return told
        heads = [HEADS[name] for name in ("new_code", "standing", "column")]
        rows = [(code, STANDS[key], self.why(code)) for code, key in self.mergers.items()]
        return told + html_table("", heads, rows)

    def _counted(self) -> tuple[Text, ...]:
        """Tell how many mergers stand in which way."""
        stands = list(self.mergers.values())
        if not stands:
            return ()
        count = {key: number_text(stands.count(key)) for key in KEYS}
        return (
            say(
                "Of {whole} mergers {certain} are certain, {hangs} hang on an answer, {as_read}"
                " stand only as read",
                whole=number_text(len(stands)),
                certain=count[CERTAIN],
                hangs=count[HANGS],
                as_read=count[AS_READ],
            ),
        )

    def _rests(self) -> tuple[Text, ...]:
        """Tell what a plan that is safe against answers rests on all the same."""
        if not self.as_read:
            return ()
        return (
            say(
                "{count} mergers rest on figures that are estimated, which is no question of yes"
                " and no",
                count=number_text(len(self.as_read)),
            ),
        )

    @property
    def deciding(self) -> Mapping[str, int]:
        """Facts that may change the plan, and of how many units; then figures that are not sure."""
        columns = [each.column for each in self.questions]
        deciding = {name: columns.count(name) for name in dict.fromkeys(columns)}
        figures = {name: self.unknown[name] for name in FIGURES if name in self.unknown}
        return deciding | figures or self.unknown

    @property
    def _answerable(self) -> Mapping[str, int]:
        """What is a question of yes and no, or of how much, and of how many units."""
        return {name: count for name, count in self.unknown.items() if name not in FIGURES}

    def _asked_first(self) -> tuple[Text, ...]:
        """Name the questions that move most."""
        moving = [each for each in self.questions if each.moves]
        if not moving:
            return ()
        first = [
            say("{question} ({count})", question=each.words, count=len(each.moves))
            for each in moving[:MOST_NAMED]
        ]
        return (
            say(
                "To be asked first (mergers that go if the answer is another one): {questions}",
                questions=joined(first, "; "),
            ),
        )

    def _otherwise(self) -> tuple[Text, ...]:
        """Tell the best plans under other readings."""
        whole = number_text(len(self.mergers))
        return tuple(
            say(
                "{reading}: {units} units, {stay} of {whole} mergers stay, {others} others",
                reading=READINGS[each.key],
                units=each.units,
                stay=number_text(len(each.stay)),
                whole=whole,
                others=number_text(each.others),
            )
            for each in self.readings
        )


def _counted_facts(columns: Mapping[str, int]) -> Text:
    """Name facts, and of how many units each is not known."""
    return joined(
        [
            say("{fact} ({count} units)", fact=COLUMNS[name].words, count=count)
            for name, count in columns.items()
        ],
        "; ",
    )
