"""What the state of an asset does not allow."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class FundedHere(Refusal):
    """The serial number stands at an asset that the reader may open."""

    message = _(
        "“%(serial)s” by this maker was funded before: it stands at the asset %(asset)s of %(firm)s, which "
        "you can open in the list of assets. One machine is funded once; check the number on the plate."
    )


class FundedElsewhere(Refusal):
    """The serial number stands somewhere the reader may not look."""

    message = _(
        "“%(serial)s” by this maker was funded before, in a case that you may not read. Check the number on "
        "the plate; if it is right, ask the office, which can see where it stands."
    )


class WrongNumberOfSerials(Refusal):
    message = _(
        "%(serials)s serial numbers stand here for %(machines)s machines. Every machine has one of its own."
    )


class InstalledTooEarly(Refusal):
    message = _("The equipment can't have been installed before the award of %(award)s; check the day.")


class InFuture(Refusal):
    message = _("This day is still to come. Enter the day on which it happened.")


class NotRestricted(Refusal):
    message = _("The restriction ended on %(until)s. The firm may do with the asset as it likes.")


class NotComplete(Refusal):
    message = _("The entry of this asset is not complete yet. Complete it first.")


class RequestOpen(Refusal):
    message = _("Another request about this asset waits for its decision. Wait for it, or withdraw it.")


class WhomMissing(Refusal):
    message = _("Say to whom: the buyer, the tenant or the creditor.")


class SiteMissing(Refusal):
    message = _("Say where the asset is to stand.")


class PriceMissing(Refusal):
    message = _("State the price of the sale.")


class PriceForSaleOnly(Refusal):
    message = _("Only a sale has a price. Leave it empty.")


class MoreThanFunded(Refusal):
    message = _("The subsidy paid %(funded)s won of this asset; more than that can't be returned.")


class ReturnForDisposalOnly(Refusal):
    message = _("Only where an asset is sold or scrapped is subsidy returned for it. Leave the amount empty.")


class ReportedAlready(Refusal):
    message = _("This half-year was reported on already, on %(day)s.")


class AssetsIncomplete(Refusal):
    """A condition of the final payment."""

    message = _(
        "The final payment waits: %(number)s assets of this grant are not complete yet: %(assets)s. The firm "
        "completes serial number, place, day of installation and the photo of the plate."
    )
