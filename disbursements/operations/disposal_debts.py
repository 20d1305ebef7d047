"""What an approved disposal of an asset gives back (Act, art. 35), proposed as it was decided."""

import datetime as dt

from applications.models import Application
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements.announcements import assets
from disbursements.announcements import debts as announcements
from disbursements.models import AssetRequest, Debt, Grant, RequestStatus
from disbursements.operations.debts import _begin, _sources
from disbursements.permissions import debts as permissions
from disbursements.refusals import debts as no
from disbursements.workflow import DebtGround, DebtKind, DebtStatus


@operation
def propose_return(*, request: AssetRequest, by: User, at: dt.datetime) -> Debt:
    """
    Propose to recover what an approved disposal gives back (Act, art. 35): as decided, once.

    :raises NotAllowed: if `by` does not handle cases of this programme.
    :raises NothingToReturn: if it is not approved, or nothing is given back by it.
    :raises ReturnProposed: if it was proposed already.
    :raises MoreThanLies: naming what can be recovered.
    """
    grant = request.asset.grant
    Application.objects.lock_line(grant.application_id)
    grant = Grant.objects.lock(grant.pk)
    request = AssetRequest.objects.lock(request.pk)
    require(permissions.may_propose_return, by, request, at=at)
    if request.status != RequestStatus.APPROVED or not request.to_return_won:
        raise no.NothingToReturn
    known = request.debts.exclude(status__in=[DebtStatus.DROPPED, DebtStatus.WITHDRAWN]).first()
    if known is not None:
        raise no.ReturnProposed(day=f"{clock.day(known.proposed_at):%Y-%m-%d}", who=str(known.proposed_by))
    decided = request.changes.get(to_status=RequestStatus.APPROVED)
    debt = _begin(
        grant=grant, kind=DebtKind.PRINCIPAL, ground=DebtGround.DISPOSAL, amount_won=request.to_return_won,
        disposal=request, finding=f"{request}: {decided.reason}", by=by, at=at,
        **_sources(grant, request.to_return_won),
    )  # fmt: skip
    announcements.proposed(debt, at=at)
    assets.nobody_waits(request, by=by, at=at)
    return debt
