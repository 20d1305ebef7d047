"""
One box for whatever an auditor holds in hand: a number, a name, a hash; each hit leads to its trail.

What the search over everything finds is asked of it; what only an audit looks for is found here: transfers,
references of the bank, assets, files, lots by their hash, claims, documents. A fixed number of queries.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications import search as applications
from core.ledger.models import Transfer
from core.ui.formats import tonnes
from core.ui.search import MOST, Hit, Question
from core.ui.templatetags.ui import won
from disbursements import search as disbursements
from disbursements.models import (
    Asset,
    DebtEntry,
    GiftUse,
    Grant,
    MoneyReturn,
    PassThrough,
    PaymentRequest,
    StatementEntry,
)
from firms import search as firms
from measurement import search as measurement
from programs.models import Call
from reporting.auditing import files
from reporting.auditing.permissions import may_follow
from reporting.auditing.reading import followed
from reporting.auditing.trails.addresses import trail_of
from reporting.auditing.trails.moves import Moves
from reporting.claims.models import Claim
from reporting.documents import codes
from reporting.documents.models import Document, Volume
from reporting.statements import search as statements
from reporting.statements.models import Statement

#: characters of a question: the key of a transfer is at most that long
LONGEST = 160
_HASH = re.compile(r"[0-9a-fA-F]{8,64}")

Find = Callable[[Any, Question, dt.datetime], list[Hit]]


@dataclass(frozen=True)
class Found:
    """What was found of one kind."""

    label: Any
    hits: list[Hit]


def search(user: Any, question: Question, at: dt.datetime) -> list[Found]:
    """Return what the person may follow of what was asked for, by kind; kinds without a hit are left out."""
    if not may_follow(user, at=at) or not question.is_enough():
        return []
    found = [Found(label, find(user, question, at)[:MOST]) for label, find in KINDS]
    return [one for one in found if one.hits]


def _via(finder: Callable[[Any, Question], list[Hit]]) -> Find:
    """Return the finder of another room; its hits lead to trails where there is one."""

    def find(user: Any, question: Question, at: dt.datetime) -> list[Hit]:
        return [_led_on(hit, hit.case or hit.row) for hit in finder(user, question)]

    return find


def _led_on(hit: Hit, thing: Any) -> Hit:
    return Hit(hit.title, trail_of(thing) or hit.href, hit.about, hit.case)


def _cases(user: Any, question: Question, at: dt.datetime) -> list[Hit]:
    """Return applications; those that became a grant lead to its trail."""
    hits = applications.applications(user, question)
    grants = Grant.objects.filter(application__in=[hit.case.pk for hit in hits]).in_bulk(
        field_name="application_id"
    )
    return [_led_on(hit, grants.get(hit.case.pk)) for hit in hits]


def _calls(user: Any, question: Question, at: dt.datetime) -> list[Hit]:
    found = question.in_fields(
        "name_ko", "name_en", "program__name_ko", "program__name_en", codes=("code", "public_id")
    )
    rows = followed(Call, user, at).filter(found).select_related("program")
    return [
        Hit(call.name, trail_of(call), f"{call.program} · {won(call.budget_won)}") for call in rows[:MOST]
    ]


def _transfers(user: Any, question: Question, at: dt.datetime) -> list[Hit]:
    """Return transfers by their key, event or id, each with the trail of the case that caused it."""
    text = question.text.strip()[:LONGEST]
    rows = Transfer.objects.filter(Q(key=text) | Q(event=text) | Q(public_id=text[:16]))
    moves = Moves(rows.select_related("source", "target", "by").order_by("pk")[:MOST], user, at)
    trails = _trails_of(moves.by_case, user, at)
    hits = []
    for case, posted in moves.by_case.items():
        for move in posted:
            one = move.transfer
            href = trails.get(case, "") or move.source.href or move.target.href
            amount = won(one.amount) if one.source.unit == "KRW" else tonnes(one.amount)
            if href:
                about = f"{move.source.words} → {move.target.words} · {amount}"
                hits.append(Hit(one.key, href, about))
    return hits


def _trails_of(cases: Iterable[Any], user: Any, at: dt.datetime) -> dict[Any, str]:
    """Return the trails of the cases that caused transfers, those the person may follow."""
    wanted = [case for case in cases if case]
    found: dict[Any, str] = {}
    for kind, (model, path) in CAUSES.items():
        if ids := [pk for name, pk in wanted if name == kind]:
            rows = followed(model, user, at).annotate(cause=F(path)).filter(cause__in=ids)
            found |= {(kind, row.cause): trail_of(row) for row in rows}
    return found


def _at_the_bank(user: Any, question: Question, at: dt.datetime) -> list[Hit]:
    """Return what else has a bank reference or an invoice: statement entries, returns, debts, gifts spent."""
    code = question.code
    grants = followed(Grant, user, at)
    entries = StatementEntry.objects.filter(
        Q(bank_reference__iexact=code) | Q(end_to_end_id__iexact=code),
        payment__in=followed(PaymentRequest, user, at),
    ).select_related("payment__grant__application")
    hits = [
        Hit(str(one.payment), trail_of(one.payment), f"{one.bank_reference} · {won(one.amount_won)}")
        for one in entries[:MOST]
    ]
    returned = MoneyReturn.objects.filter(bank_reference__iexact=code, grant__in=grants)
    bought = GiftUse.objects.filter(invoice_number__iexact=code, grant__in=grants)
    paid = DebtEntry.objects.filter(bank_reference__iexact=code, debt__grant__in=grants)
    found: list[tuple[Grant, int]] = []
    for rows in (returned, bought):
        named = rows.select_related("grant__application", "grant__firm")[:MOST]
        found += [(one.grant, one.amount_won) for one in named]
    owed = paid.select_related("debt__grant__application", "debt__grant__firm")[:MOST]
    found += [(one.debt.grant, one.amount_won) for one in owed]
    return hits + [
        Hit(str(grant), trail_of(grant), f"{grant.firm} · {won(amount)}") for grant, amount in found
    ]


def _assets(user: Any, question: Question, at: dt.datetime) -> list[Hit]:
    """Return assets by number, serial, name or model; they lead to the payment that paid for them."""
    found = question.in_fields("name", "maker", "model", codes=("number", "public_id"))
    found |= Q(pk__in=Asset.objects.filter(serials__number__iexact=question.code).values("pk"))
    rows: Any = followed(Asset, user, at).filter(found)
    rows = rows.with_parties().prefetch_related("lines__line__request").order_by("-pk")
    return [
        Hit(f"{asset.name} · {asset.number}", trail_of(_paid_by(asset)), f"{asset.grant.firm} · {asset.site}")
        for asset in rows[:MOST]
    ]


def _paid_by(asset: Asset) -> Any:
    """Return the payment that paid for an asset, or its grant where several did."""
    payments = {one.line.request_id: one.line.request for one in asset.lines.all() if not one.taken_off_at}
    return next(iter(payments.values())) if len(payments) == 1 else asset.grant


def _files(user: Any, question: Question, at: dt.datetime) -> list[Hit]:
    """Return files by the SHA-256 of their content or its beginning, or by their name."""
    code = question.code
    named = Q()
    for word in question.words:
        named &= Q(filename__icontains=word)
    if _HASH.fullmatch(code):
        named |= Q(blob__sha256__startswith=code.lower())
    return [
        Hit(one.filename, trail_of(grant), f"{grant.firm} · SHA-256 {one.blob.sha256[:12]}")
        for one, grant in files.found(named, user, at, MOST)
    ]


def _lots(user: Any, question: Question, at: dt.datetime) -> list[Hit]:
    """Return statements as the search finds them, and those of which the question is the hash."""
    hits = _via(statements.statements)(user, question, at)
    if not _HASH.fullmatch(question.code):
        return hits
    rows = followed(Statement, user, at).filter(figures_hash__startswith=question.code.lower())
    return hits + [
        Hit(str(one), trail_of(one), f"{one.firm} · {tonnes(one.signed_kg)}", one)
        for one in rows.select_related("firm", "measure")[:MOST]
    ]


def _claims(user: Any, question: Question, at: dt.datetime) -> list[Hit]:
    found = question.in_fields(
        "claimant__name", "consortium__name", numbers=("claimant__business_number",),
        codes=("public_id", "external__koc_number"),
    )  # fmt: skip
    rows = followed(Claim, user, at).filter(found).select_related("claimant", "consortium")
    return [
        Hit(str(one), trail_of(one), f"{one.consortium} · {tonnes(one.held_kg)}", one) for one in rows[:MOST]
    ]


def _documents(user: Any, question: Question, at: dt.datetime) -> list[Hit]:
    """Return documents by the code printed in them, or by the SHA-256 of the file."""
    code = codes.meant(question.code)
    found = Q(pk__in=Volume.objects.filter(blob__sha256=question.code.lower()).values("document"))
    if code:
        found |= Q(facts_hash__startswith=code)
    rows = Document.objects.filter(found).few_visible_to(user).with_parties()
    return [Hit(str(one), one.get_absolute_url(), one.code) for one in rows[:MOST]]


#: what caused a transfer → what has the trail, and the way from it to the cause
CAUSES: dict[str, tuple[type[Any], str]] = {
    "application": (Grant, "application"),
    "payment": (PaymentRequest, "pk"),
    "pass_through": (PassThrough, "pk"),
    "money_return": (Grant, "money_returns"),
    "gift_use": (Grant, "gift_uses"),
    "debt": (Grant, "debts"),
    "reduction": (Grant, "reductions"),
    "grant": (Grant, "pk"),
    "settlement": (Grant, "settlements"),
    "pledge_gift": (Grant, "pledge_gifts"),
    "pledge_cash": (Grant, "pledge_gifts__returns"),
    "statement": (Statement, "pk"),
    "claim": (Claim, "pk"),
}

KINDS: tuple[tuple[Any, Find], ...] = (
    (_("Transfers"), _transfers),
    (_("Documents"), _documents),
    (_("Budgets of calls"), _calls),
    (_("Grants"), _via(disbursements.grants)),
    (_("Payment requests"), _via(disbursements.payments)),
    (_("Money passed on"), _via(disbursements.passed_on)),
    (_("Bank and purchases"), _at_the_bank),
    (_("Assets"), _assets),
    (_("Measures"), _via(measurement.measures)),
    (_("Statements"), _lots),
    (_("Claims"), _claims),
    (_("Files"), _files),
    (_("Plans and applications"), _cases),
    (_("Firms"), _via(firms.firms)),
)
