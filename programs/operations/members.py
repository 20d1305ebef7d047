"""Places of firms in a consortium: inviting, joining, declining."""

import datetime as dt

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from firms.models import Firm
from programs import announcements, permissions
from programs.models import Consortium, Direction, Member, MemberRole, MemberStatus
from programs.operations.links import open_link
from programs.refusals import AlreadyMember, HasOwnSuppliers, NotJoined
from programs.refusals.consortia import OwnCustomer, RoleDoesNotFit


@operation
def invite_member(
    *,
    consortium: Consortium,
    firm: Firm,
    upstream: Member,
    role: str = MemberRole.PARTNER,
    product: str = "",
    hs_code: str = "",
    by: User,
    at: dt.datetime,
) -> Member:
    """
    Invite a firm into the consortium, directly under `upstream`; chains have any number of tiers.

    A `product` links the two firms from that day on, in the direction of the support model.

    :raises NotJoined: if `upstream` is not a joined member of this consortium.
    :raises OwnCustomer, RoleDoesNotFit: if the firm can't stand there in that role.
    :raises AlreadyMember: if the firm is a member or invited, here or elsewhere in the tree.
    :raises HasOwnSuppliers: if a firm that left with others under it would come back elsewhere.
    :raises InvalidHsCode: if the customs code is none.
    """
    lock_places(consortium)
    upstream = Member.objects.lock(upstream.pk)
    require(permissions.may_invite, by, upstream, at=at)
    member = place(consortium, firm, upstream, role, by=by, at=at)
    if product.strip():
        link_with_above(member, product, hs_code, by=by, at=at)
    announcements.ask_to_join(member, at)
    return member


def lock_places(consortium: Consortium) -> None:
    """
    Lock the consortium before any of its members: whoever fills or changes places does.

    Two places are then never locked in opposite order, whichever of them stands above (docs/ledger.md).
    """
    Consortium.objects.lock(consortium.pk)


def place(
    consortium: Consortium,
    firm: Firm,
    upstream: Member,
    role: str,
    *,
    replaces: Member | None = None,
    by: User,
    at: dt.datetime,
) -> Member:
    """Return the firm's place under `upstream`: a new one, or its old one if it had declined or left."""
    if upstream.consortium_id != consortium.pk or upstream.status != MemberStatus.JOINED:
        raise NotJoined(firm=upstream.firm.name)
    check_role(consortium, firm, role)
    terms = {"role": role, "tier": upstream.tier + 1, "upstream": upstream, "replaces": replaces}
    member, created = Member.objects.get_or_create(consortium=consortium, firm=firm, defaults=terms)
    if created:
        return member.begin(by=by, at=at)
    member = Member.objects.lock(member.pk)
    if member.status in (MemberStatus.INVITED, MemberStatus.JOINED):
        status = member.get_status_display()
        raise AlreadyMember(field="business_number", firm=firm.name, status=status, tier=member.tier)
    if member.upstream_id != upstream.pk and member.downstream.exists():
        raise HasOwnSuppliers(field="business_number", firm=firm.name)
    member.role, member.tier, member.upstream, member.replaces = role, upstream.tier + 1, upstream, replaces
    member.save(update_fields=["role", "tier", "upstream", "replaces"])
    return member.move_to(MemberStatus.INVITED, by=by, at=at)


def check_role(consortium: Consortium, firm: Firm, role: str) -> None:
    """
    Refuse a role that the consortium's support model does not know, and the anchor below itself.

    :raises OwnCustomer, RoleDoesNotFit: saying what to do instead.
    """
    model = consortium.support_model
    if role == MemberRole.CUSTOMER and firm.pk == consortium.anchor_id:
        raise OwnCustomer(field="business_number", firm=firm.name)
    fits = {
        MemberRole.ANCHOR: False,
        MemberRole.CUSTOMER: model.direction == Direction.DOWNSTREAM,
        MemberRole.SHARED: model.shares_reductions,
    }
    if not fits.get(MemberRole(role), True):
        raise RoleDoesNotFit(field="role", model=model.name, role=MemberRole(role).label)


def link_with_above(member: Member, product: str, hs_code: str, *, by: User, at: dt.datetime) -> None:
    """Link a member with the one above it, the way goods flow under the consortium's support model."""
    upstream = member.upstream
    if upstream is None:
        return
    is_downstream = member.consortium.support_model.direction == Direction.DOWNSTREAM
    supplier, buyer = (upstream, member) if is_downstream else (member, upstream)
    open_link(supplier, buyer, product, hs_code, clock.day(at))


@operation
def join(*, member: Member, by: User, at: dt.datetime) -> Member:
    """
    Accept an invitation: the firm becomes a member.

    :raises InvalidTransition: if the firm is not invited (any more).
    :raises NotJoined: if the firm that invited it is no longer a member.
    """
    member = Member.objects.lock(member.pk)
    require(permissions.may_join, by, member, at=at)
    return take_place(member, by=by, at=at)


def take_place(member: Member, *, by: User, at: dt.datetime) -> Member:
    """Let an invited firm become a member, and tell the firm that invited it."""
    member.move_to(MemberStatus.JOINED, by=by, at=at)
    upstream = Member.objects.select_related("firm").get(downstream=member)
    if upstream.status != MemberStatus.JOINED:
        raise NotJoined(firm=upstream.firm.name)
    announcements.answered(member, "member_joined", by=by, at=at)
    return member


@operation
def decline(*, member: Member, reason: str, by: User, at: dt.datetime) -> Member:
    """
    Decline an invitation, with a reason that the inviting firm reads.

    :raises InvalidTransition: if the firm is not invited (any more).
    """
    member = Member.objects.lock(member.pk)
    require(permissions.may_join, by, member, at=at)
    member.move_to(MemberStatus.DECLINED, by=by, at=at, reason=reason)
    announcements.answered(member, "member_declined", by=by, at=at)
    return member
