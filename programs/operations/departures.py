"""A firm leaves its place, another one takes it over, or it stands elsewhere in the chain."""

import datetime as dt

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from firms.models import Firm
from programs import announcements, permissions
from programs.models import Member, MemberRole, MemberStatus, SupplyLink
from programs.operations.links import open_link
from programs.operations.members import lock_places, place
from programs.refusals import NotJoined
from programs.refusals.consortia import (
    AlreadyThere,
    AnchorStays,
    HasFirmsBelow,
    NotReplaceable,
    StillTied,
    WouldCircle,
)
from programs.ties import ties_of


@operation
def leave(*, member: Member, reason: str, by: User, at: dt.datetime) -> Member:
    """
    Let a firm leave its consortium; its supply links end that day, its agreement needs to be drawn up anew.

    :raises PermissionDenied: if `by` does not represent the firm.
    :raises AnchorStays: if it is the anchor.
    :raises HasFirmsBelow: if joined or invited firms stand under it.
    :raises StillTied: if a case or a grant binds it, saying which and what to do first.
    :raises InvalidTransition: if it has not joined, or left before.
    """
    member = Member.objects.lock(member.pk)
    require(permissions.may_leave, by, member, at=at)
    check_can_leave(member)
    check_nobody_below(member)
    member.move_to(MemberStatus.LEFT, by=by, at=at, reason=reason)
    _end_links(member, at)
    announcements.left(member, by=by, at=at)
    return member


def check_can_leave(member: Member) -> None:
    """
    Refuse what keeps a firm in its place, whoever stands below it.

    :raises AnchorStays, InvalidTransition, StillTied: saying what to do.
    """
    if member.role == MemberRole.ANCHOR:
        raise AnchorStays(firm=member.firm.name)
    member.check_can_move_to(MemberStatus.LEFT)
    check_untied([member])


def check_untied(members: list[Member]) -> None:
    """
    Refuse to change places that cases or grants rest on.

    :raises StillTied: naming each tie and what to do about it first.
    """
    for member in members:
        ties = [tie for tie in ties_of(member) if tie.remedy]
        if ties:
            words = " ".join(f"{tie.text} – {tie.remedy}" for tie in ties)
            raise StillTied(firm=member.firm.name, ties=words)


def check_nobody_below(member: Member) -> None:
    """
    Refuse while joined or invited firms stand directly under the member.

    :raises HasFirmsBelow: naming them.
    """
    below = [m.firm.name for m in member.downstream.present().select_related("firm")]
    if below:
        raise HasFirmsBelow(firms=", ".join(below), firm=member.firm.name)


@operation
def replace_member(*, member: Member, firm: Firm, reason: str, by: User, at: dt.datetime) -> Member:
    """
    Put another firm in a member's place: same role, same firm above, same firms below, same supply links.

    The new firm is invited and answers itself; the one it replaces has left from that moment.

    :raises PermissionDenied: if `by` represents neither the anchor nor the firm above.
    :raises NotReplaceable: if the firm was invited and has not answered yet.
    :raises AnchorStays, StillTied: as `leave` does.
    :raises NotJoined, AlreadyMember, OwnCustomer: as `invite_member` does.
    """
    lock_places(member.consortium)
    member = Member.objects.lock(member.pk)
    require(permissions.may_replace, by, member, at=at)
    if member.status == MemberStatus.INVITED:
        raise NotReplaceable(firm=member.firm.name)
    if member.status == MemberStatus.JOINED:
        check_can_leave(member)
        member.move_to(MemberStatus.LEFT, by=by, at=at, reason=reason)
        announcements.replaced(member, by=by, at=at)
    upstream = Member.objects.lock(member.upstream_id or 0)
    successor = place(member.consortium, firm, upstream, member.role, replaces=member, by=by, at=at)
    for below in member.downstream.present():
        _hang(below, successor)
    _hand_over_links(member, successor, at)
    announcements.ask_to_join(successor, at)
    return successor


@operation
def move_member(*, member: Member, upstream: Member, reason: str, by: User, at: dt.datetime) -> Member:
    """
    Hang a member, with all firms below it, under another member of the consortium.

    :raises PermissionDenied: if `by` does not represent the anchor.
    :raises AnchorStays: if it is the anchor.
    :raises NotJoined: if `upstream` is no joined member of this consortium.
    :raises WouldCircle: if `upstream` stands below it.
    :raises AlreadyThere: if it stands there.
    :raises StillTied: if a case or a grant binds it or a firm below it.
    """
    consortium = member.consortium
    lock_places(consortium)
    member = Member.objects.lock(member.pk)
    require(permissions.may_move, by, member, at=at)
    if member.role == MemberRole.ANCHOR:
        raise AnchorStays(firm=member.firm.name)
    upstream = Member.objects.lock(upstream.pk)
    if upstream.consortium_id != consortium.pk or upstream.status != MemberStatus.JOINED:
        raise NotJoined(field="upstream", firm=upstream.firm.name)
    branch = branch_of(member)
    for one in sorted(branch[1:], key=lambda one: one.pk):  # no case begins below meanwhile
        Member.objects.lock(one.pk)
    if upstream.pk in {m.pk for m in branch}:
        raise WouldCircle(field="upstream", firm=member.firm.name, upstream=upstream.firm.name)
    if member.upstream_id == upstream.pk:
        raise AlreadyThere(field="upstream", firm=member.firm.name, upstream=upstream.firm.name)
    check_untied(branch)
    _hang(member, upstream)
    member.write_down(member.status, by=by, at=at, reason=reason)
    announcements.moved(member, at=at)
    return member


def branch_of(member: Member) -> list[Member]:
    """Return the member and every firm below it, from the top down, in one query."""
    below: dict[int | None, list[Member]] = {}
    for one in Member.objects.filter(consortium=member.consortium_id).select_related("firm"):
        below.setdefault(one.upstream_id, []).append(one)
    branch = [member]
    for above in branch:  # grows as it goes down
        branch.extend(below.get(above.pk, []))
    return branch


def _hang(member: Member, upstream: Member) -> None:
    """Hang a branch under `upstream`, top first: each firm stands one tier below the one above it."""
    branch = branch_of(member)
    tiers = {upstream.pk: upstream.tier}
    member.upstream = branch[0].upstream = upstream
    for one in branch:
        one.tier = tiers[one.pk] = tiers[one.upstream_id or 0] + 1
        one.save(update_fields=["upstream", "tier"])
    member.refresh_from_db(fields=["tier", "version"])


def _end_links(member: Member, at: dt.datetime) -> list[SupplyLink]:
    """End every running supply link of the member on that day and return them."""
    links = list(running_links(member))
    for link in links:
        link.ended_on = max(link.since, clock.day(at))
        link.save(update_fields=["ended_on"])
    return links


def running_links(member: Member) -> list[SupplyLink]:
    """Return the running supply links in which the member delivers or buys."""
    links = SupplyLink.objects.filter(ended_on__isnull=True).select_related("supplier__firm", "buyer__firm")
    return [*links.filter(supplier=member), *links.filter(buyer=member)]


def _hand_over_links(member: Member, successor: Member, at: dt.datetime) -> None:
    """End the links of the member and open the same ones for the firm that takes its place."""
    for link in _end_links(member, at):
        supplier = successor if link.supplier_id == member.pk else link.supplier
        buyer = successor if link.buyer_id == member.pk else link.buyer
        open_link(supplier, buyer, link.product, link.hs_code, clock.day(at))
