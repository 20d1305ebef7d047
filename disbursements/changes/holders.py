"""A grant in another firm's hands: who could hold it, what is in the way, what the rules would give it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applications.eligibility import checks as eligibility
from applications.eligibility.facts import Party
from applications.eligibility.looks import Look, Stated
from applications.eligibility.outcomes import Moment, Occasion, Outcome
from applications.holding import as_held_by, computed_as_held_by
from applications.models import Application, ObjectionStatus
from core.ui.templatetags.ui import won
from core.workflow.reading import anew
from disbursements.changes.checks import UNDER_WAY
from disbursements.changes.support import Support, lowered, support_by_the_rules
from disbursements.effects import NOT_ACCEPTED
from disbursements.models import ChangeRequest, Grant, PassThrough, PaymentLine, Term
from disbursements.queries import conduits, line_of
from disbursements.refusals import changes as refusals
from disbursements.workflow import PassThroughStatus
from firms.models import Firm
from firms.queries import firm_with_number
from programs.models import PARTNER_ROLES, Member


def named(lines: Iterable[Any]) -> Firm:
    """
    Return the firm that a change names as the next holder.

    :raises NotInItsPlace: if no firm has that number.
    """
    number = next(str(line.new) for line in lines if line.place[2] == Term.HOLDER)
    firm = firm_with_number(number)
    if firm is None:
        raise refusals.NotInItsPlace(firm=number, field="holder")
    return firm


def candidates(grant: Grant) -> QuerySet[Firm]:
    """
    Return the firms that could hold the grant by their place: joined, directly below the same firm.

    A firm that holds a grant above or below it can't hold it as well; nor can the anchor.
    """
    places = Member.objects.joined().filter(consortium=grant.consortium_id, role__in=PARTNER_ROLES)
    place = Q(upstream__firm=grant.parent.firm_id) if grant.parent else Q(tier=1)
    on_its_line = [one.firm_id for one in (*line_of(grant), *_all_below(grant))]
    return Firm.objects.filter(pk__in=places.filter(place).values("firm")).exclude(pk__in=on_its_line)


def _all_below(grant: Grant) -> list[Grant]:
    """Return every grant linked below, contributions included."""
    found: list[Grant] = []
    level = [grant]
    while level:
        level = list(Grant.objects.filter(parent__in=level).order_by("pk"))
        found += level
    return found


def check(grant: Grant, firm: Firm, without: ChangeRequest | None) -> None:
    """
    Refuse a firm that can't hold the grant by its place, and a hand-over while something is under way.

    :raises NotInItsPlace: if it stands elsewhere, or on the line of the grant.
    :raises UnderWay: naming all that has to come to an end first.
    """
    if not candidates(grant).filter(pk=firm.pk).exists():
        raise refusals.NotInItsPlace(firm=firm.name, field="holder")
    if found := under_way(grant, without):
        raise refusals.UnderWay(what=" ".join(found))


def check_day(lines: Iterable[Any], today: dt.date) -> None:
    """
    Refuse a day that is over: what happened before an approval can't be approved.

    :raises HandedOverEarlier: if it is before today.
    """
    days = [str(line.new) for line in lines if line.place[2] == Term.HANDED_ON]
    if not days or dt.date.fromisoformat(days[0]) < today:
        raise refusals.HandedOverEarlier(field="handed_on")


def under_way(grant: Grant, without: ChangeRequest | None = None) -> list[str]:
    """Return what has to come to an end before the grant can pass to another firm, in sentences."""
    found = [
        _("Payment request %(number)s (“%(status)s”) is under way.")
        % {"number": f"#{one.number}", "status": one.get_status_display()}
        for one in grant.payment_requests.filter(status__in=UNDER_WAY).order_by("pk")
    ]
    found += _on_its_way(grant)
    found += [
        _("“%(title)s” of %(firm)s, below it, is not accepted yet.") % {"title": case, "firm": case.firm}
        for case in _unanswered(grant)
    ]
    found += [
        _("Change %(number)s (%(kind)s) waits for a decision.")
        % {"number": f"#{one.number}", "kind": one.get_kind_display()}
        for one in ChangeRequest.objects.pending_of(grant, without)
    ]
    if grant.application.objections.filter(status=ObjectionStatus.FILED).exists():
        found.append(_("An objection of the firm is being examined."))
    return found


def _unanswered(grant: Grant) -> QuerySet[Application]:
    """Return what was proposed or decided below the grant and is not accepted."""
    below = grant.application.children.filter(status__in=NOT_ACCEPTED)
    return below.select_related("firm").order_by("pk")


def _on_its_way(grant: Grant) -> list[str]:
    """Return the money that somebody has still to confirm, or that was paid for the grant and lies above."""
    sentence = _("%(won)s from %(payer)s to %(receiver)s wait for an answer.")
    asked = PassThrough.objects.filter(Q(payer=grant) | Q(receiver=grant), status=PassThroughStatus.RECORDED)
    found = [
        sentence % {"won": won(one.amount_won), "payer": one.payer.firm, "receiver": one.receiver.firm}
        for one in asked.select_related("payer__firm", "receiver__firm").order_by("pk")
    ]
    paid = _("%(won)s that were paid for it lie with %(firm)s: they have to arrive first.")
    return found + [
        paid % {"won": won(one.amount_won), "firm": one.holder.firm}
        for one in conduits([grant.consortium_id])
        if one.payment.grant_id == grant.pk and not (one.is_on_its_way and one.next.pk == grant.pk)
    ]


def supported_by(grant: Grant, firm: Firm, at: dt.datetime) -> tuple[Support, list[str]]:
    """
    Return what stands of the support in the firm's hands, and what the rules of eligibility point at.

    By the rules of the case's own day, before and after in the same surroundings: it can only fall.

    :raises NoCertificate: if the firm's size is not proven on the day.
    :raises NothingWouldStand: if the rules give a firm of its size nothing.
    :raises MoreAskedFor: if more was asked for in payment requests than would stand.
    :raises NotEligible: (or the rule's own refusal) if a rule of eligibility stands in the way.
    """
    with anew():  # another firm's case is the same row, and what is said of it is not
        computed = computed_as_held_by(grant.application, firm, at)
    if grant.application.standing_won and not computed.result.subsidy_won:
        size = computed.certificate.get_size_class_display()
        raise refusals.NothingWouldStand(firm=firm.name, size=size)
    support = lowered(grant, support_by_the_rules(grant, at), computed.result)
    return support, _points(grant, firm, support, at)


def _points(grant: Grant, firm: Firm, support: Support, at: dt.datetime) -> list[str]:
    """
    Ask the rules of eligibility about the case in the firm's hands; return what they point at.

    :raises NotEligible: (or the rule's own refusal) if one stands in the way.
    """
    occasion = Occasion(Moment.HAND_OVER.value, at)
    look = Look(
        as_held_by(grant.application, firm, at), occasion, *amounts(grant, support), stated=stated(grant)
    )
    with anew():
        found = eligibility.findings(look)
    eligibility.refuse_if_blocked(found, occasion)
    warned = (one for one in found if one.answer.outcome == Outcome.WARNED)
    return [f"{one.rule.text(one.answer)} {one.rule.mend(one.answer)}".strip() for one in warned]


def amounts(grant: Grant, support: Support) -> tuple[int, int]:
    """Return for how much the firm would hold the grant: own part and part to hand on, won."""
    return support.after_won, grant.application.standing_regrant_won


def stated(grant: Grant) -> Stated:
    """Return who sold what was paid for by now: the next holder has to be apart from them as well."""
    lines = PaymentLine.objects.standing().filter(request__grant=grant).order_by("pk")
    sellers: Sequence[tuple[str, str]] = list(
        dict.fromkeys(lines.values_list("supplier_name", "supplier_number"))
    )
    return Stated(suppliers=tuple(Party(name, number) for name, number in sellers), owner=("grant", grant.pk))
