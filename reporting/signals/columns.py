"""The columns of the list of signals."""

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

from core.ui.lists import DAY, MOMENT, NUMBER, STATUS, TEXT, WON, Column
from reporting.signals.models import Signal
from reporting.signals.patterns import WORDS

#: the weight of a pattern, for ordering only
WEIGHT = Case(
    *(When(pattern=pattern, then=Value(words.weight)) for pattern, words in WORDS.items()),
    default=Value(0),
    output_field=IntegerField(),
)

COLUMNS = (
    Column(
        "pattern", _("Signal"), Signal.get_pattern_display, sort="pattern", href=Signal.get_absolute_url,
        under=(Column("explanation", _("Explanation"), "explanation", TEXT),),
    ),
    Column("status", _("Status"), lambda signal: signal, STATUS, sort="status"),
    Column("stake", _("At stake"), "stake_won", WON, sort="stake_won"),
    Column("weight", _("Weight"), "weight", NUMBER, sort=WEIGHT),
    Column("found", _("Found"), "found_at", MOMENT, sort="found_at"),
    Column(
        "examined", _("Examined"), "examined_at", DAY, sort="examined_at",
        under=(Column("by", _("Examined by"), "examined_by", sort="examined_by__name"),),
    ),
    Column("program", _("Programme"), "program", sort="program__name_ko"),
)  # fmt: skip
