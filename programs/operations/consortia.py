"""Consortia: registering one, inviting firms, joining, declining."""

import datetime as dt

from django.db import IntegrityError, transaction

from core.inbox import operations as inbox
from core.users.models import Role, User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from firms.models import Firm
from firms.queries import size_of
from programs import permissions
from programs.deadline import require_open
from programs.models import Call, Consortium, Member, MemberRole, MemberStatus, SupportModel
from programs.refusals import (
    AlreadyMember,
    AlreadyRegistered,
    HasOwnSuppliers,
    NameTaken,
    NoCertificate,
    NotJoined,
)


@operation
def register_consortium(
    *, call: Call, anchor: Firm, support_model: SupportModel, name: str, by: User, at: dt.datetime
) -> Consortium:
    """
    Register a consortium that will answer the call, with its anchor as the first member.

    :raises CallNotOpen, CallClosed: if plans are not taken at that moment.
    :raises NoCertificate: if the anchor's size is not proven on that day.
    :raises AlreadyRegistered: if the anchor leads a consortium of this call.
    :raises NameTaken: if another consortium of the programme has this name.
    """
    call = Call.objects.select_related("program").get(pk=call.pk)
    require(permissions.may_register, by, anchor, at=at)
    require_open(call.opens_at, call.plan_deadline, at)
    if size_of(anchor, clock.day(at)) is None:
        raise NoCertificate(field="anchor", firm=anchor.name)
    consortium = _create(call, anchor, support_model, name.strip(), by, at)
    Member.objects.create(
        consortium=consortium, firm=anchor, role=MemberRole.ANCHOR, tier=0, status=MemberStatus.JOINED
    ).begin(by=by, at=at)
    return consortium


def _create(
    call: Call, anchor: Firm, support_model: SupportModel, name: str, by: User, at: dt.datetime
) -> Consortium:
    try:
        with transaction.atomic():
            return Consortium.objects.create(
                program=call.program,
                call=call,
                support_model=support_model,
                pass_through_kind=call.program.pass_through_kind if support_model.passes_money_on else "",
                anchor=anchor,
                name=name,
                registered_at=at,
                registered_by=by,
            )
    except IntegrityError as error:
        if "programs_consortium_anchor" in str(error):
            before = Consortium.objects.get(call=call, anchor=anchor)
            raise AlreadyRegistered(field="anchor", firm=anchor.name, consortium=before.name) from error
        if "programs_consortium_name" in str(error):
            raise NameTaken(field="name", name=name) from error
        raise


@operation
def invite_member(
    *, consortium: Consortium, firm: Firm, upstream: Member, by: User, at: dt.datetime
) -> Member:
    """
    Invite a firm into the consortium, directly under `upstream`; chains have any number of tiers.

    :raises NotJoined: if `upstream` is not a joined member of this consortium.
    :raises AlreadyMember: if the firm is a member or invited, here or elsewhere in the tree.
    :raises HasOwnSuppliers: if a firm that left with others under it would come back elsewhere.
    """
    upstream = Member.objects.lock(upstream.pk)
    require(permissions.may_invite, by, upstream, at=at)
    if upstream.consortium_id != consortium.pk or upstream.status != MemberStatus.JOINED:
        raise NotJoined(firm=upstream.firm.name)
    member = _place(consortium, firm, upstream, by, at)
    inbox.open_item(
        key=f"join_consortium:{member.pk}:{member.changes.count()}",
        kind="join_consortium",
        subject=member,
        subject_kind="member",
        about=f"{consortium.name} – {upstream.firm.name}",
        to=inbox.firm(firm.pk, Role.REPRESENTATIVE),
        at=at,
    )
    return member


def _place(consortium: Consortium, firm: Firm, upstream: Member, by: User, at: dt.datetime) -> Member:
    """Return the firm's place under `upstream`: a new one, or its old one if it had declined or left."""
    place = {"role": MemberRole.PARTNER, "tier": upstream.tier + 1, "upstream": upstream}
    member, created = Member.objects.get_or_create(consortium=consortium, firm=firm, defaults=place)
    if created:
        return member.begin(by=by, at=at)
    member = Member.objects.lock(member.pk)
    if member.status in (MemberStatus.INVITED, MemberStatus.JOINED):
        status = member.get_status_display()
        raise AlreadyMember(field="business_number", firm=firm.name, status=status, tier=member.tier)
    if member.upstream_id != upstream.pk and member.downstream.exists():
        raise HasOwnSuppliers(field="business_number", firm=firm.name)
    member.tier, member.upstream = upstream.tier + 1, upstream
    member.save(update_fields=["tier", "upstream"])
    return member.move_to(MemberStatus.INVITED, by=by, at=at)


@operation
def join(*, member: Member, by: User, at: dt.datetime) -> Member:
    """
    Accept an invitation: the firm becomes a member.

    :raises InvalidTransition: if the firm is not invited (any more).
    :raises NotJoined: if the firm that invited it is no longer a member.
    """
    member = Member.objects.lock(member.pk)
    require(permissions.may_join, by, member, at=at)
    member.move_to(MemberStatus.JOINED, by=by, at=at)
    upstream = Member.objects.select_related("firm").get(downstream=member)
    if upstream.status != MemberStatus.JOINED:
        raise NotJoined(firm=upstream.firm.name)
    _answer(member, "member_joined", by, at)
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
    _answer(member, "member_declined", by, at)
    return member


def _answer(member: Member, kind: str, by: User, at: dt.datetime) -> None:
    """Take the invitation out of the inbox and tell the firm that sent it."""
    inbox.close_items(subject_kind="member", subject_id=member.pk, by=by, at=at)
    inbox.open_item(
        key=f"{kind}:{member.pk}:{member.changes.count()}",
        kind=kind,
        subject=member.consortium,
        subject_kind="consortium",
        about=f"{member.firm.name} – {member.consortium.name}",
        to=inbox.firm(Firm.objects.get(member_of__downstream=member).pk, Role.REPRESENTATIVE),
        at=at,
        is_notice=True,
    )
