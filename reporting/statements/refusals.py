"""What a statement can be refused for."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NoMethod(Refusal):
    message = _("There is no method of measurement for this technology yet.")


class NotInOperation(Refusal):
    message = _("First say since when the new equipment works.")


class InvalidPeriod(Refusal):
    message = _("The period must consist of whole months, the last one not before the first.")


class BeforeOperation(Refusal):
    message = _("The period can begin with %(month)s at the earliest: the month in which operation began.")


class MonthsIncomplete(Refusal):
    message = _("These months lack a reading: %(months)s. Enter them first.")


class BaselineIncomplete(Refusal):
    message = _(
        "Before %(start)s there are %(months)s months in a row with all readings; at least %(least)s are "
        "needed. The month still missing: %(missing)s."
    )


class PeriodTaken(Refusal):
    message = _(
        "There is a statement over %(months)s already (%(status)s). A reduction is counted once: choose "
        "months outside it, or withdraw that statement."
    )


class NothingReduced(Refusal):
    message = _(
        "These figures show no reduction (%(kilograms)s kg). Nothing can be verified or booked; check the "
        "readings or choose another period."
    )


class FiguresChanged(Refusal):
    message = _(
        "Readings, factors or rows changed after this statement was calculated, so that it can't be signed "
        "or handed in. It must be calculated anew."
    )


class QuestionsOpen(Refusal):
    message = _(
        "Readings of these months raise questions that nobody answered: %(months)s. Answer them on the page "
        "of the measure, or correct the readings; then hand the statement in."
    )


class VerifierNotSuitable(Refusal):
    message = _("%(name)s can't verify this statement. %(why)s")


class NotSigned(Refusal):
    message = _(
        "No verified statement rests on %(month)s or on the month after. Correct it on the page of the "
        "measure."
    )


class NothingChanged(Refusal):
    message = _("These are the registers that were signed. Enter what they should have been.")


class SumOfBills(Refusal):
    message = _(
        "%(month)s is the sum of its bills. Withdraw the bill that is wrong on the page “Withdraw a signed "
        "bill” of this statement; then enter it on the page of the measure as it should be."
    )


class StillStands(Refusal):
    message = _(
        "The figures of this statement come to what was signed. First correct the reading that was wrong."
    )


class RestatedAlready(Refusal):
    message = _("A restatement is under way already (%(status)s).")


class FindingsOpen(Refusal):
    message = _(
        "Findings are not settled yet: %(findings)s. Close, deduct or withdraw each of them, or return the "
        "statement; then sign."
    )


class SampleDemanded(Refusal):
    message = _(
        "This programme demands that readings are sampled. Draw a sample on the page of the evidence and "
        "mark each of its readings; then sign."
    )


class SampleUnfinished(Refusal):
    message = _("Of the sample, %(count)s readings are not marked yet. Look at each of them; then sign.")


class MaterialMisstatement(Refusal):
    message = _(
        "Misstatements that nobody adjusted come to %(unadjusted)s kg of %(base)s kg, above the materiality "
        "of %(materiality)s. Return the statement so that the firm corrects its readings."
    )


class SignedAlready(Refusal):
    message = _(
        "This statement is signed; nothing can be found in it any more. What turns out wrong is put right by "
        "correcting the signed reading, which voids the signature."
    )


class NotWithVerifier(Refusal):
    message = _("This statement is not with its verifier (%(status)s). Nothing was changed.")


class EffectMissing(Refusal):
    message = _("Say by how many kilograms a misstatement changes the reduction.")


class EffectOutOfPlace(Refusal):
    message = _(
        "Only a misstatement has an effect in kilograms. Choose that kind, or leave the effect empty."
    )


class LinesMissing(Refusal):
    message = _("Choose at least one reading or row that the misstatement concerns.")


class LinesOfAnother(Refusal):
    message = _(
        "A reading or row does not belong to this statement. Choose among those that the page of its "
        "evidence shows."
    )


class AnswerFirst(Refusal):
    message = _("The firm has not answered this finding. Only an observation is closed without its answer.")


class NotOverstated(Refusal):
    message = _(
        "Only what overstates the reduction is deducted. What understates it is put right by correcting the "
        "readings."
    )


class DeductsTooMuch(Refusal):
    message = _("At most %(most)s kg can be deducted for this finding.")


class SampleComplete(Refusal):
    message = _("Every reading that this statement rests on is in a sample already.")
