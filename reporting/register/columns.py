"""The columns of the register's lists: each a public field of its records, as the page and files show it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui.formats import NOTHING
from core.ui.lists import (
    BADGE,
    BUSINESS_NUMBER,
    DAY,
    NUMBER,
    TEXT,
    TONNES,
    WON,
    Badge,
    Column,
    Format,
)
from disbursements.models import Grant
from disbursements.workflow import GrantStatus
from firms.models import SizeClass
from firms.regions import Region
from programs.models import GrantKind
from reporting.register.models import Record
from reporting.register.queries import group_name, named, number_of, text_of

SUPPRESSED = _("Suppressed")
#: stands where a sum would reveal a single firm's figure
HIDDEN = object()


def or_hidden(known: Format) -> Format:
    """Return a format that says that a figure is suppressed, on the page and in files."""

    def shown(value: Any) -> Any:
        return str(SUPPRESSED) if value is HIDDEN else known.shown(value)

    def exported(value: Any) -> Any:
        return str(SUPPRESSED) if value is HIDDEN else known.exported(value)

    return replace(known, shown=shown, exported=exported)


def _value(name: str) -> Callable[[Record], Any]:
    return lambda record: record.data[name]


def _text(name: str, label: Any, **more: Any) -> Column:
    return Column(name, label, _value(name), TEXT, sort=text_of(name), **more)


def _name(name: str, label: Any, **more: Any) -> Column:
    """Return the column of a name in the reader's language."""
    return Column(
        name, label, lambda record: named(record.data, name), TEXT, sort=text_of(f"{name}_ko"), **more
    )


def _number(name: str, label: Any, known: Format = NUMBER, **more: Any) -> Column:
    return Column(name, label, _value(name), known, sort=number_of(name), **more)


def _day(name: str, label: Any) -> Column:
    def value(record: Record) -> dt.date | None:
        written = record.data[name]
        return dt.date.fromisoformat(written) if written else None

    return Column(name, label, value, DAY, sort=text_of(name))


def _coded(name: str, label: Any, choices: Any, **more: Any) -> Column:
    """Return the column of a code, in the words it has on every page."""
    words = dict(choices.choices)
    return Column(name, label, lambda record: words.get(record.data[name]), TEXT, sort=text_of(name), **more)


def _kilograms(name: str, label: Any, **more: Any) -> Column:
    def value(record: Record) -> Any:
        kilograms = record.data[name]
        return HIDDEN if kilograms is None else kilograms

    return Column(name, label, value, or_hidden(TONNES), sort=number_of(name), **more)


def _cost() -> Column:
    """Return what a tonne cost: suppressed with the tonnes, absent where nothing was paid or verified."""

    def value(record: Record) -> Any:
        return HIDDEN if record.data["is_suppressed"] else record.data["won_per_tonne"]

    label = _("Paid per verified tonne")
    return Column("won_per_tonne", label, value, or_hidden(WON), sort=number_of("won_per_tonne"))


def _status(record: Record) -> Badge:
    status = record.data["status"]
    return Badge(GrantStatus(status).label, Grant.tones[status])


def _small(column: Column) -> Column:
    """Return a column for small print below another one, with its own label; nothing where there is none."""
    known, label = column.format, column.label

    def shown(value: Any) -> str:
        return f"{label}: {known.shown(value)}" if value else NOTHING

    return replace(column, format=replace(known, shown=shown))


_PROGRAM = _name("program", _("Programme"))


def _figures(*beside_tonnes: Column) -> tuple[Column, ...]:
    """Return the columns of money and tonnes; the last of them with more in small below what was verified."""
    claimed = _small(_kilograms("claimed_kg", _("Claimed")))
    return (
        _number("awarded_won", _("Awarded"), WON),
        _number("paid_won", _("Paid"), WON, under=(
            _small(_number("passed_on_won", _("Subsidy handed on"), WON)),
            _small(_number("contributed_won", _("Contributions given"), WON)),
        )),
        _kilograms("verified_kg", _("Verified"), under=(claimed, *beside_tonnes)),
        _cost(),
    )  # fmt: skip


PROGRAMS = (
    _name("name", _("Programme"), under=(_name("office", _("Office")),)),
    _number("fiscal_year", _("Fiscal year"), replace(TEXT, is_whole=True, width=10), under=(
        _small(_day("starts_on", _("From"))), _small(_day("ends_on", _("Until"))),
    )),
    _number("budget_won", _("Budget"), WON),
    _number("consortia", _("Consortia")),
    _number("grants", _("Grants disclosed"), under=(
        _small(_number("grants_not_disclosed", _("Grants below the amount"))),
    )),
    *_figures(_small(_number("target_kg", _("Target a year"), TONNES))),
)  # fmt: skip

CALLS = (
    _name("name", _("Call")),
    _PROGRAM,
    _day("opens_on", _("Opens")),
    _day("plans_close_on", _("Plans until")),
    _day("applications_close_on", _("Applications until")),
    _number("budget_won", _("Budget"), WON),
    _number("consortia", _("Consortia selected")),
    _number("grants", _("Grants disclosed")),
    _number("awarded_won", _("Awarded"), WON),
)

CONSORTIA = (
    _text("name", _("Consortium"), under=(_name("model", _("Support model")), _PROGRAM)),
    _text("anchor", _("Anchor firm"), under=(
        Column("anchor_number", _("Business number"), _value("anchor_number"), BUSINESS_NUMBER),
    )),
    _day("decided_on", _("Selected on")),
    _number("firms", _("Firms")),
    _number("grants", _("Grants disclosed")),
    *_figures(),
)  # fmt: skip

GRANTS = (
    _text("title", _("Undertaking"), under=(
        _small(_day("starts_on", _("Start"))), _small(_day("ends_on", _("End"))),
    )),
    _text("firm", _("Firm"), under=(
        Column("firm_number", _("Business number"), _value("firm_number"), BUSINESS_NUMBER),
        _coded("region", _("Region"), Region),
        _coded("size_class", _("Size class"), SizeClass),
    )),
    _text("consortium_name", _("Consortium"), under=(_PROGRAM,)),
    _coded("kind", _("Kind"), GrantKind, under=(_text("parent_firm", _("Handed on by")),)),
    _number("tier", _("Tier")),
    Column("status", _("Status"), _status, BADGE, sort=text_of("status")),
    _day("decided_on", _("Decided on")),
    _number("awarded_won", _("Awarded"), WON, under=(
        _small(_number("regrant_won", _("To hand on"), WON)),
    )),
    _number("paid_won", _("Paid"), WON),
    _number("passed_on_won", _("Passed on"), WON),
)  # fmt: skip

PASSED_ON = (
    _text("payer_firm", _("Giver")),
    _text("receiver_firm", _("Receiver")),
    _text("consortium_name", _("Consortium"), under=(_PROGRAM,)),
    _coded("kind", _("Kind"), GrantKind),
    _number("tier", _("Receiver’s tier")),
    _day("paid_on", _("Paid on")),
    _day("confirmed_on", _("Confirmed on")),
    _number("amount_won", _("Amount"), WON),
)


def _firms(record: Record) -> Any:
    firms = record.data["firms"]
    return HIDDEN if firms is None else firms


REDUCTIONS = (
    Column("label", _("Group"), lambda record: group_name(record.data), TEXT, sort=text_of("label_ko")),
    _PROGRAM,
    Column("firms", _("Firms"), _firms, or_hidden(NUMBER), sort=number_of("firms")),
    _kilograms("verified_kg", _("Verified")),
    _kilograms("claimed_kg", _("Claimed")),
    _number("paid_won", _("Paid"), WON),
    _cost(),
)
