"""What the state of affairs around a firm does not allow."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class InvalidBusinessNumber(Refusal):
    """The text is not a business registration number."""

    message = _("The last digit does not fit the other nine: look at the number again.")


class InvalidCorporateNumber(Refusal):
    """The text can't be a corporate registration number at all."""

    message = _(
        "A corporate registration number has 13 digits, such as 110111-0000000. "
        "Leave it empty if there is none."
    )


class InvalidSector(Refusal):
    """The text is not a KSIC code."""

    message = _("A sector of KSIC rev. 11 is one letter from A to U and up to 5 digits, such as C29132.")


class InvalidHsCode(Refusal):
    """The text is not a customs code."""

    message = _(
        "An HS/CN code has 4 to 10 digits, such as 7210 or 870899. Leave it empty if you don't know it."
    )


class ExposureExists(Refusal):
    """The firm has this export rule with this product on record already."""

    message = _("%(regulation)s is on record for “%(product)s” already. There is nothing to add.")


class ExposureEnded(Refusal):
    """The export rule was ended on the record before."""

    message = _("This export rule has ended on %(day)s already.")


class ExposureDates(Refusal):
    """The day can't be right."""

    message = _(
        "It can't end before it began, on %(since)s, nor begin or end after today. Look at the day again."
    )


class ProductNameMissing(Refusal):
    """An export rule is met with a product."""

    message = _("Name the product with which the firm meets this export rule.")


class FirmAlreadyRegistered(Refusal):
    """The business number belongs to a firm that is registered."""

    message = _(
        "The firm with the number %(number)s is already registered. Ask its representative to add you "
        "as a clerk on the firm's page; a firm is registered only once."
    )


class InvalidCertificate(Refusal):
    """The dates of a certificate do not fit each other, or the day it is handed in."""

    message = _("The certificate ends before it was issued. Compare both dates with the certificate.")


class AlreadyActsForFirm(Refusal):
    """The person acts for the firm already."""

    message = _("%(person)s already acts for this firm. There is nothing to add.")


class ActsForAnOffice(Refusal):
    """The person works for an office, and such a person acts for no firm."""

    message = _(
        "%(email)s belongs to an office of the programme and can't act for a firm. Enter another address."
    )
