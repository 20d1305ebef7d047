"""What the page of a consortium shows of this room: letters, agreement, supply links, shares. Reads only."""

import datetime as dt
from typing import Any

from core.users.scopes import ScopeKind, Scopes
from core.workflow import clock
from programs.agreements import state_of
from programs.models import (
    AttributionShare,
    Consortium,
    InvitationStatus,
    Member,
    MemberRole,
    MemberStatus,
    SharesStatus,
)
from programs.permissions import (
    INVITE_MEMBER,
    JOIN_CONSORTIUM,
    LEAD_CONSORTIUM,
    LINK_SUPPLY,
    SIGN_AGREEMENT,
    VIEW_CASES,
)


def consortium_panels(user: Any, consortium: Consortium, at: dt.datetime) -> dict[str, Any]:
    """
    Return the context of `programs/panels/consortium.html`, in a fixed number of queries.

    `consortium`, `letters`, `agreement` (an AgreementState), `to_sign`, `may_lead`, `may_draw_up`, `links`,
    `linkable`, `shared`, and `steps_of_member`: {member id: steps open to this person}.
    """
    day = clock.day(at)
    members = list(Member.objects.present().filter(consortium=consortium).select_related("firm", "upstream"))
    state = state_of(consortium)
    leads = _over(user.scopes(LEAD_CONSORTIUM, day), consortium.anchor_id)
    signs = user.scopes(SIGN_AGREEMENT, day)
    to_sign = [] if state.agreement is None or state.is_outdated else state.waiting
    needs_agreement = state.agreement is None or state.is_outdated
    return {
        "consortium": consortium,
        "letters": _letters(user, consortium, day),
        "agreement": state,
        "to_sign": [m for m in to_sign if _over(signs, m.firm_id)],
        "may_lead": leads,
        "may_draw_up": leads and needs_agreement and len(state.parties) > 1,
        "links": _links(user, consortium, day),
        "linkable": [m for m in members if m.upstream_id and _may_link(user, m, consortium, day)],
        "shared": _shared(user, consortium, members, day),
        "steps_of_member": {m.pk: _steps(user, m, consortium, day) for m in members},
    }


def _over(scopes: Scopes, *firm_ids: int | None) -> bool:
    """Say whether a permission counts for one of the firms."""
    return scopes.covers(*((ScopeKind.FIRM, pk) for pk in firm_ids))


def _may_link(user: Any, member: Member, consortium: Consortium, day: dt.date) -> bool:
    above = member.upstream.firm_id if member.upstream else None
    return _over(user.scopes(LINK_SUPPLY, day), member.firm_id, above, consortium.anchor_id)


def _letters(user: Any, consortium: Consortium, day: dt.date) -> list[dict[str, Any]]:
    """Return the letters that wait for an answer; the address is for the inviter and the offices."""
    sent = consortium.invitations.filter(status=InvitationStatus.SENT).select_related("upstream__firm")
    invites, reads = user.scopes(INVITE_MEMBER, day), user.scopes(VIEW_CASES, day)
    is_office = reads.covers(*consortium.program.scope_pairs)
    rows = []
    for invitation in sent:
        own = _over(invites, invitation.upstream.firm_id)
        email = invitation.email if own or is_office else "–"
        rows.append({"invitation": invitation, "may_withdraw": own, "email": email})
    return rows


def _links(user: Any, consortium: Consortium, day: dt.date) -> list[dict[str, Any]]:
    running = consortium.supply_links.filter(ended_on__isnull=True)
    links = running.select_related("supplier__firm", "supplier__upstream", "buyer__firm", "buyer__upstream")
    return [
        {
            "link": link,
            "may_end": _may_link(user, link.supplier, consortium, day)
            or _may_link(user, link.buyer, consortium, day),
        }
        for link in links
    ]


def _shared(user: Any, consortium: Consortium, members: list[Member], day: dt.date) -> list[dict[str, Any]]:
    """Return each shared supplier with this consortium's shares in its reductions, dropped ones left out."""
    suppliers = [m for m in members if m.role == MemberRole.SHARED]
    if not suppliers:
        return []
    shares = AttributionShare.objects.filter(
        consortium=consortium, agreement__firm__in=[m.firm_id for m in suppliers]
    ).exclude(agreement__status=SharesStatus.DROPPED)
    found = list(shares.select_related("agreement").order_by("-agreement__valid_from"))
    signs = user.scopes(SIGN_AGREEMENT, day)
    return [
        {
            "member": member,
            "shares": [share for share in found if share.agreement.firm_id == member.firm_id],
            "may_propose": member.status == MemberStatus.JOINED
            and _over(signs, member.firm_id, consortium.anchor_id)
            and not _is_pending(found, member),
        }
        for member in suppliers
    ]


def _is_pending(shares: list[AttributionShare], member: Member) -> bool:
    """Say whether a proposal about this supplier waits: there is only one at a time."""
    pending = (share.agreement for share in shares if share.agreement.status == SharesStatus.PROPOSED)
    return any(agreement.firm_id == member.firm_id for agreement in pending)


def _steps(user: Any, member: Member, consortium: Consortium, day: dt.date) -> list[tuple[str, str]]:
    """Return (url name, public id) of the steps open to this person at a member's place."""
    above = member.upstream.firm_id if member.upstream else None
    joined = member.status == MemberStatus.JOINED
    open_steps = {
        "programs:member_invite": joined and _over(user.scopes(INVITE_MEMBER, day), member.firm_id),
        "programs:member_leave": joined
        and member.role != MemberRole.ANCHOR
        and _over(user.scopes(JOIN_CONSORTIUM, day), member.firm_id),
        "programs:member_replace": joined
        and member.upstream is not None
        and member.upstream.status == MemberStatus.JOINED
        and _over(user.scopes(INVITE_MEMBER, day), above, consortium.anchor_id),
        "programs:member_move": member.role != MemberRole.ANCHOR
        and _over(user.scopes(LEAD_CONSORTIUM, day), consortium.anchor_id),
    }
    return [(name, member.public_id) for name, is_open in open_steps.items() if is_open]
