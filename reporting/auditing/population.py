"""The cases a sample is drawn from, each with its stratum and its amount; what strata are called."""

import datetime as dt
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import CostItem
from core.ui.formats import tonnes
from core.ui.templatetags.ui import won
from disbursements.models import Grant, LineStatus, PaymentLine, PaymentRequest
from disbursements.workflow import PaymentStatus
from firms.models import SizeClass
from programs.models import Member as ConsortiumMember
from programs.models import Program, SupportModel, Technology
from reporting.auditing.drawing import Member
from reporting.auditing.kinds import Layer, Population
from reporting.dashboards.queries.chain import tier_words
from reporting.statements.models import Statement

BANDS = Path(__file__).with_name("bands.toml")


class Source(NamedTuple):
    """Where a population is read: its model, the ways to its grant, amount, day and technology."""

    model: type[Any]
    grant: str
    quantity: str
    day: str
    technology: str


SOURCES: dict[str, Source] = {
    Population.GRANT: Source(Grant, "", "awarded_won", "accepted_at__date", ""),
    Population.PAYMENT: Source(PaymentRequest, "grant__", "payable_won", "paid_on", ""),
    Population.LINE: Source(
        PaymentLine, "request__grant__", "subsidised_won", "request__paid_on", "cost_item__technology__code"
    ),
    Population.STATEMENT: Source(
        Statement, "measure__cost_item__application__grant__", "signed", "verified_at__date",
        "measure__technology__code",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Band:
    """A band of amounts: up to so many won or kg CO2e, None without a limit, and who says so."""

    key: str
    source_ko: str
    source_en: str
    most_won: int | None = None
    most_kg: int | None = None

    @property
    def source(self) -> str:
        """Where it comes from, in the reader's language."""
        return self.source_en if get_language() == "en" else self.source_ko


@cache
def bands() -> tuple[Band, ...]:
    """Return the bands from the data file, the lowest first."""
    return tuple(Band(**row) for row in tomllib.loads(BANDS.read_text(encoding="utf-8"))["bands"])


def band_of(quantity: int, *, is_won: bool) -> str:
    """Return the key of the band in which an amount lies: below the limit of the first that is above it."""
    for band in bands():
        most = band.most_won if is_won else band.most_kg
        if most is None or quantity < most:
            return band.key
    raise LookupError("the last band has no limit")  # pragma: no cover - the data file ends with one


def is_won(population: str) -> bool:
    """Say whether a population counts won; statements count kilograms of CO2e."""
    return population != Population.STATEMENT


def members_of(
    program: Program, population: str, layer: str, since: dt.date | None, until: dt.date | None
) -> list[Member]:
    """Return everything that may be drawn, with its stratum: one query, whatever there is."""
    source = SOURCES[population]
    rows = _within(program, population, since, until).annotate(layer_key=_layer(source, layer))
    if population == Population.STATEMENT:
        rows = rows.annotate(signed=F("reduction_kg") - F("deducted_kg"))
    found = rows.order_by("pk").values_list("pk", "public_id", "layer_key", source.quantity)
    counts_won = is_won(population)
    return [
        Member(
            pk, key,
            band_of(quantity, is_won=counts_won) if layer == Layer.BAND else str(stratum or "")[:40],
            quantity,
        )
        for pk, key, stratum, quantity in found
    ]  # fmt: skip


def _within(program: Program, population: str, since: dt.date | None, until: dt.date | None) -> QuerySet[Any]:
    source = SOURCES[population]
    paid = PaymentStatus.CONFIRMED
    wanted = {
        Population.GRANT: Q(consortium__program=program),
        Population.PAYMENT: Q(grant__consortium__program=program, status=paid),
        Population.LINE: Q(
            request__grant__consortium__program=program, request__status=paid, status=LineStatus.ACCEPTED
        ),
        Population.STATEMENT: Q(measure__consortium__program=program, status="VERIFIED"),
    }[Population(population)]
    if since:
        wanted &= Q(**{f"{source.day}__gte": since})
    if until:
        wanted &= Q(**{f"{source.day}__lte": until})
    rows: QuerySet[Any] = source.model.objects.filter(wanted)
    return rows


def _layer(source: Source, layer: str) -> Any:
    """Return the expression of what the members of a stratum have in common."""
    if layer == Layer.MODEL:
        return F(f"{source.grant}consortium__support_model__code")
    if layer == Layer.SIZE:
        return F(f"{source.grant}application__frozen_size_class")
    if layer == Layer.TIER:
        place = ConsortiumMember.objects.filter(
            consortium=OuterRef(f"{source.grant}consortium"), firm=OuterRef(f"{source.grant}firm")
        )
        return Subquery(place.order_by("tier", "pk").values("tier")[:1])
    if layer == Layer.TECHNOLOGY:
        if source.technology:
            return F(source.technology)
        items = CostItem.objects.filter(application=OuterRef(f"{source.grant}application"))
        return Subquery(items.order_by("-cost_won", "pk").values("technology__code")[:1])
    return Value("", output_field=CharField())


def stratum_labels(program: Program, layer: str, counts_won: bool, keys: Iterable[str]) -> dict[str, str]:
    """Return what the strata of a layer are called, by their codes: one query at most."""
    wanted = list(keys)
    named: dict[str, str] = {}
    if layer == Layer.MODEL:
        named = {one.code: str(one) for one in SupportModel.objects.filter(code__in=wanted)}
    elif layer == Layer.TECHNOLOGY:
        named = {one.code: str(one) for one in Technology.objects.filter(program=program, code__in=wanted)}
    elif layer == Layer.SIZE:
        named = {value: str(label) for value, label in SizeClass.choices}
    elif layer == Layer.TIER:
        named = {key: tier_words(int(key)) for key in wanted if key.isdigit()}
    elif layer == Layer.BAND:
        named = {band.key: _band_words(band, counts_won) for band in bands()}
    other = _("Everything") if layer == Layer.NONE else _("Not known")
    return {key: named.get(key, other) for key in wanted}


def _band_words(band: Band, counts_won: bool) -> str:
    most = band.most_won if counts_won else band.most_kg
    if most is None:
        return _("Everything above")
    return _("Below %(amount)s") % {"amount": won(most) if counts_won else tonnes(most)}
