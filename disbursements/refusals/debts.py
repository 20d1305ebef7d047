"""What stands in the way of a debt, its payment, its instalments or a set-off."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NothingToRecover(Refusal):
    message = _("A private contribution is the giver's own money; the office recovers nothing of it.")


class MoreThanLies(Refusal):
    message = _(
        "Only %(won)s won of subsidy can still be recovered from this grant: the rest was handed on, paid "
        "back or is being recovered already."
    )


class NoSurcharge(Refusal):
    message = _("The ground “%(ground)s” bears no surcharge.")


class AboveScale(Refusal):
    message = _(
        "At most %(most)s won can be charged: %(percent)s %% of the %(principal)s won that are recovered, "
        "less what was charged already."
    )


class NothingBeside(Refusal):
    message = _("There is nothing to charge: it comes to less than one won, or was charged already.")


class NotOverdue(Refusal):
    message = _("A late fee is owed only once the due day has passed: %(day)s.")


class OnlyBesidePrincipal(Refusal):
    message = _("Interest and surcharges are owed beside subsidy that was ordered to be paid back.")


class OnlyBesideOrdered(Refusal):
    message = _("This debt is “%(now)s”: nothing more is charged beside it.")


class MoreThanOpen(Refusal):
    message = _(
        "%(open)s won of this debt are open. More than that can't be recorded; amounts that are bound to a "
        "payment as a set-off don't count as open."
    )


class SetOffBound(Refusal):
    message = _("An amount of this debt is set off against %(payment)s. Lift that set-off first.")


class PaidInPart(Refusal):
    message = _(
        "%(won)s won of this debt were paid already. An order that was paid in part is not withdrawn: write "
        "the rest off, or pay back what was too much."
    )


class FeesOpen(Refusal):
    message = _("“%(debt)s” is owed beside this debt. Withdraw that one first.")


class OutsideYears(Refusal):
    message = _("A firm can be excluded until %(last)s at the latest: five years from the order.")


class ExcludedAlready(Refusal):
    message = _("The firm was excluded because of this debt already, until %(until)s.")


class PlanRuns(Refusal):
    message = _("This debt is paid in instalments already.")


class TooManyParts(Refusal):
    message = _("Choose between 2 and 60 instalments, each of at least one won.")


class DueInThePast(Refusal):
    message = _("The first instalment must be due on a day to come.")


class NotBeforeRelease(Refusal):
    message = _(
        "An amount is set off after the payment request was checked and before it is released. This one is "
        "“%(now)s”."
    )


class NotTheSameFirm(Refusal):
    message = _("A debt of %(debtor)s can only be set off against a payment to the same firm.")


class ThroughTheChain(Refusal):
    message = _(
        "The money of this payment goes through the firms above. Set the debt off against a payment that the "
        "bank makes to the firm itself."
    )


class MoreThanPayment(Refusal):
    message = _(
        "%(left)s won of this payment are left for a set-off. Lower the amount; the rest of the debt stays "
        "owed."
    )


class SetOffAboveRequest(Refusal):
    message = _(
        "%(set_off)s won are set off against this payment, which is %(won)s won. Lift a set-off first."
    )


class SetOffPaysAll(Refusal):
    message = _("The set-off covers this payment whole: record the set-off instead of a bank payment.")


class NothingToReturn(Refusal):
    message = _("By this request no subsidy is given back.")


class ReturnProposed(Refusal):
    message = _("What this disposal gives back was proposed on %(day)s already, by %(who)s.")


class NothingAtTheBank(Refusal):
    message = _("All of this payment is set off against debts: nothing of it goes through the bank.")


class SetOffPosted(Refusal):
    message = _(
        "%(won)s won of this payment met a debt already, and that stays so. Release the payment again: the "
        "bank pays the rest."
    )


class BankPaysRest(Refusal):
    message = _("%(won)s won of this payment are paid by the bank: record what it says.")


class PaidBeforeOrder(Refusal):
    message = _("The debt was ordered on %(day)s. It can't have been paid before; check the date.")
