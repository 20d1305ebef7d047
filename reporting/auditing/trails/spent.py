"""What a won was spent on: the line, its invoice and files, the asset and where it stands."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.ui.templatetags.ui import won
from disbursements.models import Asset, GiftUse, Grant, PassThrough, PaymentLine, PaymentRequest
from programs.models import GrantKind, PaymentKind
from reporting.auditing.trails.addresses import file_href, trail_of
from reporting.auditing.trails.moves import Moves
from reporting.auditing.trails.paid import passed_step
from reporting.auditing.trails.steps import Paper, Stage, Step, stage


def lines_of(payment: PaymentRequest) -> list[PaymentLine]:
    """Return the lines of a payment with their papers: three queries."""
    rows = payment.lines.select_related("cost_item__measure", "invoice__blob", "decided_by")
    return list(rows.prefetch_related("evidence__attachment__blob").order_by("pk"))


def lines_stage(payment: PaymentRequest, lines: list[PaymentLine]) -> Stage:
    """Return what the money of a payment was spent on, invoice by invoice."""
    if not payment.has_lines:
        return _without_lines(payment)
    steps = [_line(payment, one) for one in lines]
    return stage("spent", _("Spent on"), steps, _sum_of(payment, lines))


def _sum_of(payment: PaymentRequest, lines: list[PaymentLine]) -> str:
    accepted = sum(one.subsidised_won for one in lines if one.status == "ACCEPTED")
    return _(
        "Accepted lines: %(accepted)s = to be paid %(payable)s + covered by an advance %(covered)s + held "
        "back %(kept)s. The book posts what was spent as one amount for each payment; these lines are what "
        "it consists of."
    ) % {
        "accepted": won(accepted),
        "payable": won(payment.payable_won),
        "covered": won(payment.covered_won),
        "kept": won(payment.kept_won),
    }


def _line(payment: PaymentRequest, line: PaymentLine) -> Step:
    papers = [line.invoice, *(one.attachment for one in line.evidence.all())]
    return Step(
        what=line.cost_item.name,
        about=f"{line.approval_number} · {line.supplier_name} · {line.get_status_display()}",
        amount=line.subsidised_won,
        on=line.invoice_on,
        at=line.decided_at,
        who=line.decided_by or "",
        page=payment.get_absolute_url(),
        papers=tuple(Paper.of(one, file_href(one)) for one in papers),
    )


def _without_lines(payment: PaymentRequest) -> Stage:
    """Return, for an advance, the later requests that it covered: one pot, which no line is tied to."""
    later = PaymentRequest.objects.filter(grant=payment.grant_id, covered_won__gt=0).order_by("number")
    if payment.kind != PaymentKind.ADVANCE:
        return Stage(
            "spent", _("Spent on"), (),
            _("This payment is what was held back of lines that were accepted before."),
        )  # fmt: skip
    steps = [
        Step(
            what=_("Covered of payment request %(number)s") % {"number": one.number},
            amount=one.covered_won, at=one.checked_at, page=one.get_absolute_url(), trail=trail_of(one),
        )
        for one in later.exclude(pk=payment.pk)
    ]  # fmt: skip
    note = _(
        "An advance is one pot until its lines are accepted: what of it was spent on which invoice stands "
        "in the requests that it covered."
    )
    return Stage("spent", _("Spent on"), tuple(steps), note)


def assets_stage(items: Iterable[int]) -> Stage:
    """Return the assets that these cost items became, each with where it stands and what it reduces."""
    assets = Asset.objects.filter(cost_item__in=set(items)).with_parties().select_related(
        "grant__firm", "cost_item__measure", "registered_by"
    )  # fmt: skip
    return stage("assets", _("Asset"), [_asset(one) for one in assets.order_by("pk")])


def _asset(asset: Asset) -> Step:
    measure = asset.cost_item.measure
    place = asset.site or (measure.site if measure else "")
    serials = ", ".join(serial.number for serial in asset.serials.all())
    return Step(
        what=f"{asset.name} · {asset.number}",
        about=" · ".join(filter(None, [serials, place, str(asset.get_status_display())])),
        amount=asset.funded_won,
        on=asset.acquired_on,
        at=asset.registered_at,
        who=asset.registered_by,
        page=asset.get_absolute_url(),
        trail=trail_of(measure) if measure else "",
    )


def gifts_of(*, payers: Iterable[int] = (), receivers: Iterable[int] = ()) -> list[PassThrough]:
    """Return the contributions that these grants paid or received, with every answer."""
    between = Q(payer__in=set(payers)) | Q(receiver__in=set(receivers))
    rows = PassThrough.objects.filter(between, payment__isnull=True).with_parties()
    return list(rows.prefetch_related("changes__by").order_by("pk"))


def return_gifts_stage(gifts: Iterable[PassThrough], moves: Moves) -> Stage:
    """Return the own money that a firm passed on in return for its subsidy."""
    note = _(
        "A duty to pass on arises with each payment received, and a contribution meets the open duty as a "
        "whole: it can't be said which payment a contribution answers. It is the firm's own money, not the "
        "won of the payment."
    )
    title = _("Own money passed on in return")
    return stage("gifts", title, [passed_step(one, moves) for one in gifts], note)


def uses_of(grant: Grant) -> list[GiftUse]:
    """Return what a firm bought out of contributions."""
    return list(grant.gift_uses.select_related("invoice__blob", "recorded_by").order_by("pk"))


def uses_stage(uses: Iterable[GiftUse], grant: Any, moves: Moves) -> Stage:
    """Return what was bought out of contributions received."""
    steps = [
        Step(
            what=one.name, about=one.invoice_number, amount=one.amount_won, on=one.spent_on,
            at=one.recorded_at, who=one.recorded_by, page=grant.get_absolute_url(),
            moves=moves.of("gift_use", one.pk), papers=(Paper.of(one.invoice, file_href(one.invoice)),),
        )
        for one in uses
    ]  # fmt: skip
    note = _(
        "Contributions received lie in one account of the firm: a purchase is paid out of all of them, so "
        "it can't be said which contribution it spent."
    )
    return stage("uses", _("Spent out of contributions"), steps, note)


def is_gift(grant: Grant) -> bool:
    """Say whether a grant is a contribution of the firm above."""
    return grant.kind == GrantKind.CONTRIBUTION
