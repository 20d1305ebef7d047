"""A question of a call as a value: its words, what answers it, which earlier answers it looks at."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

Cell = str | Decimal | dt.date
Row = Mapping[str, Cell]
Value = str | Decimal | dt.date | tuple[Row, ...]
#: {code of the question: its answer}
Answers = Mapping[str, Value]


def in_language(korean: str, english: str) -> str:
    """Return the words in the reader's language."""
    return english if get_language() == "en" else korean


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from."""

    code: str
    label_ko: str
    label_en: str

    @property
    def label(self) -> str:
        """Its words in the reader's language."""
        return in_language(self.label_ko, self.label_en)


@dataclass(frozen=True)
class Column:
    """One column of a table; its kind is that of a text, a number or a date."""

    code: str
    kind: str
    label_ko: str
    label_en: str

    @property
    def label(self) -> str:
        """Its words in the reader's language."""
        return in_language(self.label_ko, self.label_en)


@dataclass(frozen=True)
class Condition:
    """Asked only if the answer to an earlier question is like this; values as they are stored."""

    question: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """How the answer has to agree with that to an earlier question, and in which words it is said if not."""

    kind: str
    question: str
    column: str = ""
    message_ko: str = ""
    message_en: str = ""

    @property
    def message(self) -> str:
        """The officer's own words in the reader's language, if there are any."""
        return in_language(self.message_ko, self.message_en)


@dataclass(frozen=True)
class QuestionTerms:
    """
    What a question asks.

    `least` and `most` bound a number, or count a table's rows; `max_length` counts the letters of a text.
    """

    code: str
    kind: str
    label_ko: str
    label_en: str
    hint_ko: str = ""
    hint_en: str = ""
    is_required: bool = True
    least: Decimal | None = None
    most: Decimal | None = None
    max_length: int | None = None
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    condition: Condition | None = None
    checks: tuple[Check, ...] = ()

    @property
    def label(self) -> str:
        """The question in the reader's language."""
        return in_language(self.label_ko, self.label_en)

    @property
    def hint(self) -> str:
        """What helps to answer it, in the reader's language."""
        return in_language(self.hint_ko, self.hint_en)
