"""Letters to firms that are not registered yet."""

import datetime as dt

from core.jobs.operations import enqueue
from core.ui.formats import business_number as with_hyphens
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from firms import rules as firm_rules
from firms.models import Firm
from firms.queries import firm_with_number
from programs import permissions
from programs.covenant import one_line
from programs.models import Consortium, Invitation, InvitationStatus, Member, MemberRole, MemberStatus
from programs.operations.members import check_role, invite_member, lock_places, place, take_place
from programs.refusals import FirmNotRegistered, NotJoined
from programs.refusals.consortia import (
    AlreadyInvited,
    FirmIsRegistered,
    InvitationExpired,
    NumberDiffers,
    RoleDoesNotFit,
)

#: how long a letter can be answered; the inviter can send another one
VALID_FOR = dt.timedelta(days=30)


@operation
def invite(
    *,
    consortium: Consortium,
    upstream: Member,
    business_number: str,
    role: str = MemberRole.PARTNER,
    product: str = "",
    hs_code: str = "",
    firm_name: str = "",
    email: str = "",
    by: User,
    at: dt.datetime,
) -> Member | Invitation:
    """
    Invite the firm with this number: straight away if it is registered here, otherwise by a letter.

    :raises FirmNotRegistered: if it is not, and no name or no address for a letter is given.
    :raises PermissionDenied, Refusal: as `invite_member` and `send_invitation` do.
    """
    number = firm_rules.check_business_number(business_number)
    if firm := firm_with_number(number):
        return invite_member(
            consortium=consortium,
            firm=firm,
            upstream=upstream,
            role=role,
            product=product,
            hs_code=hs_code,
            by=by,
            at=at,
        )
    if not (firm_name.strip() and email.strip()):
        field = "email" if firm_name.strip() else "firm_name"
        raise FirmNotRegistered(field=field, number=with_hyphens(number))
    return send_invitation(
        consortium=consortium,
        upstream=upstream,
        role=role,
        business_number=number,
        firm_name=firm_name,
        email=email,
        by=by,
        at=at,
    )


@operation
def send_invitation(
    *,
    consortium: Consortium,
    upstream: Member,
    role: str = MemberRole.PARTNER,
    business_number: str,
    firm_name: str,
    email: str,
    by: User,
    at: dt.datetime,
) -> Invitation:
    """
    Invite a firm that is not registered, by a letter to its representative; it can be accepted for 30 days.

    :raises PermissionDenied: if `by` does not represent the firm above.
    :raises InvalidBusinessNumber: as `firms.rules` does.
    :raises NotJoined: if `upstream` is not a joined member of this consortium.
    :raises RoleDoesNotFit: if the support model does not know the role.
    :raises FirmIsRegistered: if a firm with this number is registered: it is invited without a letter.
    :raises AlreadyInvited: if a letter to this number is under way.
    """
    lock_places(consortium)
    upstream = Member.objects.lock(upstream.pk)
    require(permissions.may_invite, by, upstream, at=at)
    number = firm_rules.check_business_number(business_number)
    if upstream.consortium_id != consortium.pk or upstream.status != MemberStatus.JOINED:
        raise NotJoined(firm=upstream.firm.name)
    _check_new(consortium, number, role)
    invitation = Invitation.objects.create(
        consortium=consortium,
        upstream=upstream,
        role=role,
        business_number=number,
        firm_name=one_line(firm_name),
        email=email.strip(),
        sent_at=at,
        sent_by=by,
        expires_on=clock.day(at) + VALID_FOR,
    ).begin(by=by, at=at)
    enqueue("invitation_email", key=f"invitation_email:{invitation.pk}", invitation_id=invitation.pk)
    return invitation


def _check_new(consortium: Consortium, number: str, role: str) -> None:
    """Refuse a number that is registered or was written to, and a role that the model does not know."""
    if firm := firm_with_number(number):
        check_role(consortium, firm, role)
        raise FirmIsRegistered(field="business_number", firm=firm.name)
    if role == MemberRole.ANCHOR:
        raise RoleDoesNotFit(field="role", model=consortium.support_model.name, role=MemberRole.ANCHOR.label)
    check_role(consortium, Firm(name=""), role)
    sent = Invitation.objects.filter(
        consortium=consortium, business_number=number, status=InvitationStatus.SENT
    ).first()
    if sent:
        day = clock.day(sent.sent_at)
        raise AlreadyInvited(
            field="business_number", number=with_hyphens(number), day=f"{day}", email=sent.email
        )


@operation
def withdraw_invitation(*, invitation: Invitation, reason: str, by: User, at: dt.datetime) -> Invitation:
    """
    Take a letter back: it can't be accepted any more.

    :raises PermissionDenied: if `by` does not represent the firm above.
    :raises InvalidTransition: if it was accepted or withdrawn before.
    """
    invitation = Invitation.objects.lock(invitation.pk)
    require(permissions.may_withdraw_invitation, by, invitation, at=at)
    return invitation.move_to(InvitationStatus.WITHDRAWN, by=by, at=at, reason=reason)


@operation
def accept_invitation(*, invitation: Invitation, firm: Firm, by: User, at: dt.datetime) -> Member:
    """
    Accept a letter for a firm that has been registered meanwhile: it becomes a member at once.

    :raises PermissionDenied: if `by` does not represent the firm.
    :raises NumberDiffers: if the firm is not the one with the invited number.
    :raises InvalidTransition: if the invitation was accepted or withdrawn before.
    :raises InvitationExpired: if its last day has passed.
    :raises NotJoined, AlreadyMember, OwnCustomer: as `invite_member` does.
    """
    invitation = Invitation.objects.lock(invitation.pk)
    require(permissions.may_accept, by, firm, at=at)
    if firm.business_number != invitation.business_number:
        number = with_hyphens(invitation.business_number)
        raise NumberDiffers(field="firm", number=number, firm=firm.name)
    invitation.check_can_move_to(InvitationStatus.ACCEPTED)
    lock_places(invitation.consortium)
    upstream = Member.objects.lock(invitation.upstream_id)
    if clock.day(at) > invitation.expires_on:
        raise InvitationExpired(day=f"{invitation.expires_on}", firm=upstream.firm.name)
    invitation.member = _seat(invitation, firm, upstream, by=by, at=at)
    invitation.save(update_fields=["member"])
    invitation.move_to(InvitationStatus.ACCEPTED, by=by, at=at)
    return invitation.member


def _seat(invitation: Invitation, firm: Firm, upstream: Member, *, by: User, at: dt.datetime) -> Member:
    """Return the joined member: the place offered meanwhile without a letter, or the one of the letter."""
    offered = Member.objects.filter(
        consortium=invitation.consortium, firm=firm, status=MemberStatus.INVITED
    ).first()
    member = offered or place(invitation.consortium, firm, upstream, invitation.role, by=by, at=at)
    return take_place(Member.objects.lock(member.pk), by=by, at=at)
