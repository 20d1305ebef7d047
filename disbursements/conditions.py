"""What must be so before a payment is asked for: the conditions that a programme's stages name by code."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from core.ratios import WHOLE_BP
from core.workflow import clock
from core.workflow.refusals import Refusal
from disbursements import refusals
from disbursements.models import Grant, PaymentLine, PaymentRequest
from disbursements.queries.assets import assets_condition
from disbursements.queries.awards import reduced_won
from disbursements.queries.inspections import inspections_condition
from disbursements.queries.matching import in_the_way
from disbursements.queries.paying import account_missing
from disbursements.queries.stages import advances
from programs.models import PaymentKind, PaymentStage
from programs.queries import payment_stage_on
from programs.registry import Offer

Condition = Callable[[Grant, PaymentRequest, dt.datetime], Refusal | None]


def award_conditions(grant: Grant, payment: PaymentRequest, at: dt.datetime) -> Refusal | None:
    """Return what stands in the way while a condition of the award that is due is not fulfilled."""
    due = [one for one in grant.application.conditions.open() if one.due_on <= clock.day(at)]
    return refusals.ConditionsDue(what="; ".join(str(one) for one in due)) if due else None


def no_discrepancy(grant: Grant, payment: PaymentRequest, at: dt.datetime) -> Refusal | None:
    """Return what stands in the way while a gap between papers is neither closed nor waived."""
    found = [f"{one} ({one.line or one.pass_through})" for one in in_the_way(grant, at)]
    return refusals.DiscrepanciesOpen(what="; ".join(found)) if found else None


#: code, as a programme's stages name it → what stands in the way, or None
CONDITIONS: dict[str, Condition] = {
    "AWARD_CONDITIONS": award_conditions,
    "NO_DISCREPANCY": no_discrepancy,
    "BANK_ACCOUNT": account_missing,
    "INSPECTED": inspections_condition,
    "ASSETS_COMPLETE": assets_condition,
}


#: what the programme's editor calls them
LABELS = {
    "AWARD_CONDITIONS": _("The conditions of the award that are due are fulfilled"),
    "NO_DISCREPANCY": _("No discrepancy between papers is open"),
    "BANK_ACCOUNT": _("A bank account of the firm is confirmed"),
    "INSPECTED": _("The inspections that the risk of the firm asks for are done"),
    "ASSETS_COMPLETE": _("The entries of the assets are complete"),
}


def offers() -> list[Offer]:
    """Return the conditions that a stage of a programme's payments can name."""
    return [Offer(code, LABELS[code]) for code in CONDITIONS]


def check_stage(grant: Grant, payment: PaymentRequest, at: dt.datetime) -> None:
    """
    Refuse a payment whose stage does not allow it yet.

    What was held back is paid under the conditions of its own stage, else under those of the final payment.

    :raises AboveStage: if all requests would come to more than the share of the award the stage allows.
    :raises Refusal: of the first condition that is not met.
    """
    stage = _stage_of(grant, payment, clock.day(at))
    if stage is None:
        return
    most = (grant.awarded_won - reduced_won(grant)) * stage.share_bp // WHOLE_BP
    asked = _asked_with(grant, payment)
    if asked > most and payment.kind != PaymentKind.HOLD_BACK:
        raise refusals.AboveStage(kind=str(stage), most=f"{most:,}", asked=f"{asked:,}")
    for code in stage.conditions:
        refusal = CONDITIONS[code](grant, payment, at)
        if refusal is not None:
            raise refusal


def _stage_of(grant: Grant, payment: PaymentRequest, day: dt.date) -> PaymentStage | None:
    program = grant.consortium.program
    stage = payment_stage_on(program, payment.kind, day)
    if stage is None and payment.kind == PaymentKind.HOLD_BACK:
        return payment_stage_on(program, PaymentKind.FINAL, day)
    return stage


def _asked_with(grant: Grant, payment: PaymentRequest) -> int:
    """Return what is asked for with this request: all advances together, or all lines, in won."""
    if payment.kind == PaymentKind.ADVANCE:
        return sum(advances(grant).values_list("requested_won", flat=True))
    lines = PaymentLine.objects.standing().filter(request__grant=grant)
    return sum(lines.values_list("subsidised_won", flat=True))
