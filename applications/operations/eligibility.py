"""Checking eligibility at a step, and keeping what the step rested on."""

import datetime as dt

from applications.eligibility.checks import Finding, findings, inputs_of, refuse_if_blocked
from applications.eligibility.looks import Look, Stated
from applications.eligibility.outcomes import Moment, Occasion, worst
from applications.eligibility.snapshots import fingerprint
from applications.models import Application, EligibilityCheck, EligibilityFinding
from core.evidence.models import Blob
from core.users.models import User


def check_eligible(
    *,
    application: Application,
    moment: Moment,
    amount: int = 0,
    regrant: int = 0,
    stated: Stated | None = None,
    by: User,
    at: dt.datetime,
) -> EligibilityCheck:
    """
    Ask every rule of the step and keep what it rested on; part of the operation that takes the step.

    A submission reads every fact, and so does a hand-over, for what was known is of another firm; other steps
    read anew what no longer holds. `stated` is what the step brings with it. Two steps that rest on one quote
    file wait for each other: its content is locked.

    :raises NotEligible: if a rule blocks the step, with the way to mend it.
    :raises CallClosed, CallNotOpen, InTradingScheme, CapExceeded, InsufficientFunds: where one of these does.
    """
    occasion = Occasion(moment.value, at)
    look = Look(application, occasion, amount, regrant, stated=stated or Stated())
    blobs = Blob.objects.filter(
        pk__in=[item.chosen_quote.attachment.blob_id for item in look.items]
    ).order_by("pk")
    list(blobs.select_for_update(no_key=True))
    anew = moment in (Moment.SUBMISSION, Moment.HAND_OVER)
    before = None if anew else application.eligibility_checks.order_by("pk").last()
    found = findings(look, before)
    refuse_if_blocked(found, occasion)
    return _keep(application, occasion, found, by)


def _keep(application: Application, occasion: Occasion, found: list[Finding], by: User) -> EligibilityCheck:
    """Write the look down: its inputs under their hash, a row for each finding."""
    inputs = inputs_of(occasion, found)
    check = EligibilityCheck.objects.create(
        application=application,
        moment=occasion.moment,
        outcome=worst([finding.answer.outcome for finding in found]),
        inputs=inputs,
        sha256=fingerprint(inputs),
        at=occasion.at,
        by=by,
    )
    EligibilityFinding.objects.bulk_create(
        EligibilityFinding(
            snapshot=check,
            position=position,
            rule=finding.rule.code,
            outcome=finding.answer.outcome,
            reason=finding.answer.reason,
            figures=dict(finding.answer.figures),
            read_at=finding.read_at,
            fresh_until=finding.fresh_until,
        )
        for position, finding in enumerate(found, start=1)
    )
    return check
