"""What a claim can be refused for."""

from django.utils.translation import gettext_lazy as _

from core.ledger.refusals import InsufficientFunds
from core.workflow.refusals import Refusal, StaleVersion


class ShareTooSmall(InsufficientFunds):
    """The consortium's share of the year has less than was asked for."""

    message = _(
        "The share of %(year)s has %(left)s kg left, %(asked)s kg were asked for. Already claimed: "
        "%(claims)s. Claim less, or have another claim released first."
    )


class RestatementAwaited(Refusal):
    message = _(
        "Of what is left of %(year)s, %(waiting)s kg wait for a restatement: figures under their signature "
        "changed. %(asked)s kg were asked for; at most %(left)s kg can be claimed until it is signed."
    )


class CountedByAllocation(Refusal):
    message = _(
        "Of what is left of %(year)s, %(counted)s kg were reduced by firms in the trading scheme, whose "
        "allocation counts them. An external project can take at most %(left)s kg; %(asked)s kg were asked "
        "for."
    )


class LessThanATonne(Refusal):
    message = _(
        "External projects are credited by whole tonnes, rounded down: %(kilograms)s kg are less than one. "
        "Claim at least 1,000 kg."
    )


class CategoryMissing(Refusal):
    message = _("A Scope 3 report counts by category: choose the one the supplier's tonnes belong to.")


class ClaimedSince(StaleVersion):
    message = _(
        "A claim to this share was made since you opened this page; perhaps this very one, sent twice. Look "
        "at what is left, then claim again."
    )


class CreditingPeriodMissing(Refusal):
    message = _("An external project is credited for a period: choose which.")


class LegalDuty(Refusal):
    message = _("A reduction that the law demands anyway is no external project. Nothing was claimed.")


class OwnBoundary(Refusal):
    message = _(
        "A firm in the trading scheme can't register reductions inside its own boundary: its allocation "
        "counts them already. Nothing was claimed."
    )


class UsedElsewhere(Refusal):
    message = _("What another scheme counts already can't be credited a second time. Nothing was claimed.")


class OwnershipOpen(Refusal):
    message = _(
        "Everybody who paid for the reduction must have agreed who owns its tonnes. Agree in writing first."
    )


class CreditableOpen(Refusal):
    message = _(
        "The programme has not settled which part of subsidised tonnes counts outside in %(year)s. Until an "
        "officer sets it, there is no external project."
    )


class AboveCreditable(Refusal):
    message = _(
        "Of %(year)s the programme lets %(creditable)s kg count outside (%(percent)s of what counts), and "
        "%(taken)s kg of it are taken. %(asked)s kg were asked for."
    )


class RetiredForGood(Refusal):
    message = _("A retired claim was used for good. It is never released; what is missing is replaced.")


class NotRegistered(Refusal):
    message = _("Only registered KOC are converted. Enter the registration number first.")


class RegisteredAlready(Refusal):
    message = _("It is registered already, as %(number)s. A registration is not changed.")


class ConvertedAlready(Refusal):
    message = _("It was converted into KCU (account %(account)s) and can't be given back here.")


class RegisteredOutside(Refusal):
    message = _(
        "The register of external projects counts these tonnes, as %(number)s. Have the registration "
        "cancelled there, then cancel the external project with its cause."
    )


class NumberTaken(Refusal):
    message = _("Another external project has this registration number. Check it.")


class NotInTheScheme(Refusal):
    message = _(
        "Only a firm in the trading scheme converts KOC into KCU. Hand the KOC over to one, or retire them."
    )


class YearNotOver(Refusal):
    message = _("The contract year %(year)s is not over. What it comes to is proposed from %(day)s on.")


class NoContract(Refusal):
    message = _(
        "The programme has no rules of a performance contract for %(year)s, or the plan promises nothing: "
        "there is nothing to settle."
    )


class YearSettled(Refusal):
    message = _("What %(year)s comes to was proposed already. Decide on that proposal, or drop it first.")


class FiguresChanged(Refusal):
    message = _(
        "Since it was proposed, the verified tonnes, the subsidies or the rules changed: it would come to "
        "%(now)s won now. Drop this proposal and propose the year anew."
    )
