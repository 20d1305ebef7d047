"""What the file of an e-tax invoice, or the evidence of a line, does not allow."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NoXml(Refusal):
    message = _(
        "This file can't be read as an e-tax invoice: it is cut off, damaged or in another encoding than it "
        "says. Download it again from the tax office's site and upload that copy, unopened."
    )


class DangerousXml(Refusal):
    message = _(
        "This file holds instructions that no e-tax invoice has, or is far too large. It was not opened. "
        "Download the invoice again from the tax office's site."
    )


class NoTaxInvoice(Refusal):
    message = _(
        "This is not a complete e-tax invoice: “%(part)s” is missing or can't be read. "
        "Upload the XML file as the tax office's site gives it."
    )


class SumsDiffer(Refusal):
    message = _(
        "The amounts of this invoice don't add up: %(parts)s is not %(total)s won. Ask the supplier for a "
        "corrected invoice."
    )


class NotTheBuyer(Refusal):
    message = _(
        "This invoice is made out to %(buyer)s, not to the firm (%(firm)s). "
        "Only the firm's own invoices are paid."
    )


class InvoiceRevised(Refusal):
    message = _(
        "This invoice revises or cancels another one (%(number)s). Ask for payment against an invoice that "
        "stands for itself."
    )


class InvoiceDiffers(Refusal):
    message = _("The file of the invoice says %(file)s; you entered %(entered)s. Correct what is wrong.")


class NotAnXml(Refusal):
    message = _("Choose the XML file of the e-tax invoice; another file is added by hand.")


class EvidenceMissing(Refusal):
    message = _("Evidence is missing: %(what)s. Add it to the line, then ask again.")


class EvidenceIncomplete(Refusal):
    message = _("For this kind of evidence give: %(what)s.")


class InvalidCardNumber(Refusal):
    message = _("Enter the approval number of the card payment: 6 to 12 digits, as printed on the slip.")


class CardCompanyMissing(Refusal):
    message = _("Choose the card company that the slip names: approval numbers are its own.")


class CardNotTaken(Refusal):
    message = _(
        "The programme takes no card approval for “%(item)s”. Ask the supplier for an e-tax invoice and add "
        "that one."
    )


class CardSlipIsInvoice(Refusal):
    message = _(
        "This file is an e-tax invoice. Choose the e-tax invoice as the proof, or upload the slip of the "
        "card."
    )


class PaidByCard(Refusal):
    message = _(
        "The card approval that proves this line shows its payment as well. Add no transfer or card receipt "
        "to it."
    )


class PaysAnotherLine(Refusal):
    message = _(
        "The card approval %(line)s proves or pays another line of this grant already. One purchase can be "
        "paid only once; check the number, or take it out there first."
    )


class TooManyInvoices(Refusal):
    message = _("A list can have at most %(most)s invoices. Hand them in by several lists.")


class NoNewInvoices(Refusal):
    message = _("Every invoice of the list is a line of this request already. Nothing was changed.")
