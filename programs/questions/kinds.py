"""The kinds of questions a call asks, and how one refers to an answer before it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class QuestionKind(TextChoices):
    TEXT = "TEXT", _("A text")
    NUMBER = "NUMBER", _("A number")
    CHOICE = "CHOICE", _("A choice")
    DATE = "DATE", _("A date")
    FILE = "FILE", _("A file")
    TABLE = "TABLE", _("A table")


class Operator(TextChoices):
    """How a condition looks at an earlier answer; without an answer none of them holds."""

    IS = "IS", _("is")
    IS_NOT = "IS_NOT", _("is not")
    AT_LEAST = "AT_LEAST", _("is at least (or not before)")
    AT_MOST = "AT_MOST", _("is at most (or not after)")
    ONE_OF = "ONE_OF", _("is one of")
    ANSWERED = "ANSWERED", _("is answered")


class CheckKind(TextChoices):
    """How an answer has to agree with an earlier one."""

    AT_LEAST = "AT_LEAST", _("at least the answer to (of a date: not before)")
    AT_MOST = "AT_MOST", _("at most the answer to (of a date: not after)")
    SUM_IS = "SUM_IS", _("a column adds up to the answer to")


#: kinds that have an order
ORDERED = frozenset({QuestionKind.NUMBER, QuestionKind.DATE})
#: kinds of which an answer can be compared with a value
COMPARED = ORDERED | {QuestionKind.TEXT, QuestionKind.CHOICE}
#: kinds that the column of a table can have
COLUMN_KINDS = (QuestionKind.TEXT, QuestionKind.NUMBER, QuestionKind.DATE)
