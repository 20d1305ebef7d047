"""What becomes of an external project: registered, converted, cancelled."""

import datetime as dt

from applications.rules import check_reason
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import only_once, operation
from reporting.claims import permissions, refusals
from reporting.claims.models import Claim
from reporting.claims.operations.locking import lock_claim
from reporting.claims.operations.releasing import check_not_converted, give_back
from reporting.claims.queries import holdings
from reporting.claims.workflow import Status


@operation
def register_koc(*, claim: Claim, koc_number: str, by: User, at: dt.datetime) -> Claim:
    """
    Write down under which number the tonnes were registered: 1 tCO2eq = 1 KOC.

    :raises PermissionDenied: if `by` does not represent the claimant, or it is no external project.
    :raises InvalidTransition: if it is not held.
    :raises RegisteredAlready: if it has a number.
    :raises NumberTaken: if another project has this number.
    """
    claim = _locked(claim, by=by, at=at)
    external = claim.external
    if external.koc_number:
        raise refusals.RegisteredAlready(number=external.koc_number)
    external.koc_number = koc_number.strip()
    with only_once("claims_externalproject_koc", refusals.NumberTaken(field="koc_number")):
        external.save(update_fields=["koc_number"])
    return claim


@operation
def convert_kcu(*, claim: Claim, kcu_account: str, by: User, at: dt.datetime) -> Claim:
    """
    Write down that registered KOC were converted into KCU, and into which account of the trading scheme.

    :raises PermissionDenied: if `by` does not represent the claimant, or it is no external project.
    :raises InvalidTransition: if it is not held.
    :raises NotInTheScheme: if the claimant is not in the trading scheme: nobody else converts.
    :raises NotRegistered, ConvertedAlready: if it has no KOC number, or was converted before.
    """
    claim = _locked(claim, by=by, at=at)
    if not claim.claimant.is_in_trading_scheme:
        raise refusals.NotInTheScheme(field="kcu_account")
    if not claim.external.koc_number:
        raise refusals.NotRegistered
    check_not_converted(claim)
    claim.external.kcu_account = kcu_account.strip()
    claim.external.save(update_fields=["kcu_account"])
    return claim


@operation
def cancel(*, claim: Claim, cause: str, reason: str, by: User, at: dt.datetime) -> Claim:
    """
    Cancel an external project that was a legal duty or counts in another scheme; its tonnes go back.

    :raises PermissionDenied: if `by` does not represent the claimant, or it is no external project.
    :raises InvalidTransition: if it is not held.
    :raises ConvertedAlready: if it was converted into KCU.
    """
    reason = check_reason(reason)
    claim = _locked(claim, by=by, at=at)
    check_not_converted(claim)
    claim.external.cause = cause
    claim.external.save(update_fields=["cause"])
    give_back(claim, holdings(claim), event=f"cancel-claim:{claim.pk}", by=by, at=at)
    return claim.move_to(Status.CANCELLED, by=by, reason=reason, at=at)


def _locked(claim: Claim, *, by: User, at: dt.datetime) -> Claim:
    claim = lock_claim(claim)
    require(permissions.may_register_koc, by, claim, at=at)
    claim.check_stands_in(Status.HELD)
    return claim
