"""The trail of a won: of a call, a grant, a payment, or money that was passed on."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from applications.models import Application
from disbursements.models import Grant, PassThrough, PaymentRequest
from programs.models import Call
from reporting.auditing.trails import award, back, paid, spent
from reporting.auditing.trails.addresses import trail_of
from reporting.auditing.trails.moves import Moves
from reporting.auditing.trails.steps import Stage, Step, Trail, stage
from reporting.dashboards.queries.causes import transfers_at, transfers_by


def of_call(call: Call, user: Any, at: dt.datetime) -> Trail:
    """Return the trail of a call's budget: what came in, to whom it was awarded, what of it came back."""
    moves = Moves(transfers_at(Q(owner_kind="call", owner_id=call.pk)), user, at)
    grants = Grant.objects.filter(application__call=call, parent__isnull=True)
    rows = grants.select_related("firm", "application__decided_by").order_by("pk")
    steps = [step for one in rows for step in award.award_stage([one], moves).steps]
    steps += award.unaccepted_steps(Application.objects.filter(call=call, parent__isnull=True), moves)
    return Trail(
        call.name, _("Won of a call"), call, call.program, call.budget_won, True,
        moves.told_in(
            award.budget_stage(call, award.appropriated(call), moves),
            stage("awards", _("Award"), steps),
            back.taken_back_stage(back.at_call(call), moves),
            back.closes_stage(call, moves),
        ),
    )  # fmt: skip


def of_grant(grant: Grant, user: Any, at: dt.datetime) -> Trail:
    """
    Return the trail of a grant: the awards down to it, its payments, what hangs below, what went back.

    Every transfer at its accounts, and at those of its debts, stands in one of the stages.
    """
    grants = award.grants_of(grant.consortium)
    line = award.line_to(grant, grants)
    gifts = spent.gifts_of(payers=[grant.pk], receivers=[grant.pk])
    uses, (returned, debts) = spent.uses_of(grant), back.returns_of(grant=grant)
    own = Q(owner_kind="application", owner_id=grant.application_id) | back.owed(debts)
    awards = transfers_by(("application", one.application_id) for one in line[:-1])
    call = grant.consortium.call
    budget = award.appropriated(call)
    moves = Moves([*transfers_at(own), *awards, *budget], user, at)
    return Trail(
        str(grant), _("Won of a grant"), grant, grant.firm, grant.awarded_won + grant.regrant_won, True,
        moves.told_in(
            award.budget_stage(call, budget, moves),
            award.award_stage(line, moves, grant.pk),
            _received(gifts, grant, moves),
            _payments(grant, moves),
            paid.through_stage(grant, moves),
            _below(grant, grants, moves),
            spent.return_gifts_stage([one for one in gifts if one.payer_id == grant.pk], moves),
            spent.uses_stage(uses, grant, moves),
            spent.assets_stage(grant.application.cost_items.values_list("pk", flat=True)),
            back.interest_stage(grant, moves),
            back.taken_back_stage(back.at_grant(grant), moves, grant.pk),
            back.back_stage(returned, debts, moves),
        ),
    )  # fmt: skip


def _received(gifts: list[PassThrough], grant: Grant, moves: Moves) -> Stage:
    steps = [paid.passed_step(one, moves) for one in gifts if one.receiver_id == grant.pk]
    return stage("received", _("Contributions received"), steps + paid.pledged_steps(grant, moves))


def _payments(grant: Grant, moves: Moves) -> Stage:
    """Return the requests of a grant; what one of them moved at a debt stands with the debt."""
    rows = grant.payment_requests.exclude(submitted_at__isnull=True).select_related("submitted_by")
    steps = [
        Step(
            what=_("Payment request %(number)s") % {"number": one.number},
            about=" · ".join(filter(None, [one.get_status_display(), one.bank_reference])),
            amount=one.to_pay_won, on=one.paid_on, at=one.submitted_at,
            who=one.submitted_by, page=one.get_absolute_url(), trail=trail_of(one),
            moves=tuple(move for move in moves.of("payment", one.pk) if not move.is_at("debt")),
        )
        for one in rows.order_by("number")
    ]  # fmt: skip
    return stage("payments", _("Payments"), steps)


def _below(grant: Grant, grants: dict[int, Grant], moves: Moves) -> Stage:
    steps = [
        Step(
            what=_("Awarded to %(firm)s") % {"firm": one.firm},
            about=f"{one.get_kind_display()} · {one.application.title}",
            amount=one.awarded_won + one.regrant_won, at=one.application.decided_at,
            who=one.application.decided_by or "", page=one.get_absolute_url(), trail=trail_of(one),
            moves=moves.of("application", one.application_id),
        )
        for one in grants.values()
        if one.parent_id == grant.pk
    ]  # fmt: skip
    steps += award.unaccepted_steps(Application.objects.filter(parent=grant.application_id), moves)
    return stage("below", _("Linked grants below"), steps)


def of_payment(payment: PaymentRequest, user: Any, at: dt.datetime) -> Trail:
    """Return the trail of a payment: from the budget to the invoice, the file and the asset it paid for."""
    grant = payment.grant
    line = award.line_to(grant, award.grants_of(grant.consortium))
    hops, lines = paid.hops_of(payment), spent.lines_of(payment)
    returned, debts = back.returns_of(payment=payment)
    gifts = spent.gifts_of(payers=[grant.pk])
    cases = [
        ("payment", payment.pk),
        *(("application", one.application_id) for one in line),
        *(("pass_through", one.pk) for one in [*hops, *gifts]),
        *(("money_return", one.pk) for one in returned),
    ]
    call = grant.consortium.call
    budget = award.appropriated(call)
    moves = Moves([*budget, *transfers_by(cases), *transfers_at(back.owed(debts))], user, at)
    return Trail(
        str(payment), _("Won of a payment"), payment, payment.firm,
        payment.to_pay_won, True,
        moves.told_in(
            award.budget_stage(call, budget, moves),
            award.award_stage(line, moves),
            paid.payment_stage(payment, moves),
            paid.hops_stage(payment, hops, moves),
            spent.lines_stage(payment, lines),
            spent.assets_stage(one.cost_item_id for one in lines),
            spent.return_gifts_stage(gifts, moves),
            back.back_stage(returned, debts, moves),
        ),
    )  # fmt: skip


def of_passed(passed: PassThrough, user: Any, at: dt.datetime) -> Trail:
    """
    Return the trail of a contribution: whose subsidy it answers, the money, what its receiver bought.

    Subsidy that was handed on is the money of one payment: that payment's trail is its trail.
    """
    if passed.payment_id:
        payments = PaymentRequest.objects.with_parties().select_related("grant__consortium__call__program")
        return of_payment(payments.get(pk=passed.payment_id), user, at)
    payer, receiver = passed.payer, passed.receiver
    grants = award.grants_of(payer.consortium)
    line = award.line_to(receiver, grants) if receiver.pk in grants else [payer]
    onward, uses = spent.gifts_of(payers=[receiver.pk]), spent.uses_of(receiver)
    cases = [
        *(("application", one.application_id) for one in line),
        *(("pass_through", one.pk) for one in [passed, *onward]),
        *(("gift_use", one.pk) for one in uses),
    ]
    call = payer.consortium.call
    budget = award.appropriated(call)
    moves = Moves([*budget, *transfers_by(cases)], user, at)
    return Trail(
        str(passed), _("Won passed on"), passed, f"{passed.payer_firm} → {passed.receiver_firm}",
        passed.amount_won, True,
        moves.told_in(
            award.budget_stage(call, budget, moves),
            award.award_stage(line, moves),
            _payments(payer, moves),
            stage("passed", _("Passed on"), [_this(passed, moves)]),
            spent.uses_stage(uses, receiver, moves),
            spent.return_gifts_stage(onward, moves),
            spent.assets_stage(receiver.application.cost_items.values_list("pk", flat=True)),
        ),
    )  # fmt: skip


def _this(passed: PassThrough, moves: Moves) -> Step:
    found = PassThrough.objects.with_parties().prefetch_related("changes__by").get(pk=passed.pk)
    return paid.passed_step(found, moves, is_here=True)
