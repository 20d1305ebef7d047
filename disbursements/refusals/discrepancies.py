"""What the state of a discrepancy does not allow."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class DiscrepancyClosed(Refusal):
    message = _("%(who)s closed this discrepancy on %(when)s already.")


class GapStillThere(Refusal):
    message = _(
        "The papers still say what they said. Have one put right, or ask for a waiver with a reason and a "
        "last day."
    )


class WaiverEnded(Refusal):
    message = _("A waiver ends on a day from today on. Choose a later day.")


class WaiverAsked(Refusal):
    message = _("A waiver until %(until)s was asked for already and waits for a second person.")


class NothingToWaive(Refusal):
    message = _("No waiver waits to be granted here.")


class DiscrepanciesOpen(Refusal):
    message = _("These discrepancies are open: %(what)s. Clear them, or have them waived, first.")


class ListUnreadable(Refusal):
    message = _("This list can't be read. Save it as CSV in UTF-8 or in the Korean Windows encoding (CP949).")


class ListTooLong(Refusal):
    message = _("The list has more than %(most)s rows. Nothing was taken over; split it in two.")


class ListHeadingMissing(Refusal):
    message = _(
        "The list has no row with the headings “%(number)s” and “%(day)s”. Add them and upload it again."
    )


class ListRowWrong(Refusal):
    message = _("Row %(row)s can't be read: %(text)s. Nothing was taken over; mend the row and upload again.")


class InvoiceCancelled(Refusal):
    message = _("%(line)s was cancelled on %(day)s. Ask the supplier for a valid invoice or payment.")
