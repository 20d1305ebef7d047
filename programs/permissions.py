"""Who may see programmes' cases and form consortia."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import ALLOWED, Verdict, denied, holds
from core.users.queries import SYSTEM_EMAIL
from core.users.scopes import Permission, ScopeKind
from core.workflow import clock

VIEW_CASES = Permission("programs.view_cases")
VIEW_OWN_CASES = Permission("programs.view_own_cases")
REGISTER_CONSORTIUM = Permission("programs.register_consortium")
INVITE_MEMBER = Permission("programs.invite_member")
JOIN_CONSORTIUM = Permission("programs.join_consortium")
EDIT_PROGRAM = Permission("programs.edit_program")
APPROPRIATE = Permission("programs.appropriate")
LEAD_CONSORTIUM = Permission("programs.lead_consortium")
LINK_SUPPLY = Permission("programs.link_supply")
SIGN_AGREEMENT = Permission("programs.sign_agreement")


def may_register_consortium(user: Any, call: Any, *, at: dt.datetime) -> Verdict:
    """Whoever represents a firm may register a consortium with it as the anchor."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return denied(_("Please sign in."))
    if user.scopes(REGISTER_CONSORTIUM, clock.day(at)).of(ScopeKind.FIRM):
        return ALLOWED
    return denied(_("Only the representative of a registered firm can register a consortium."))


def may_register(user: Any, firm: Any, *, at: dt.datetime) -> Verdict:
    """The representative of this firm may register a consortium with it as the anchor."""
    return holds(user, REGISTER_CONSORTIUM, (ScopeKind.FIRM, firm.pk), at=at)


def may_invite(user: Any, member: Any, *, at: dt.datetime) -> Verdict:
    """
    The representative of a member invites the firms directly under it: the anchor's tier 1, tier 1's tier 2 …
    """
    if holds(user, INVITE_MEMBER, (ScopeKind.FIRM, member.firm_id), at=at):
        return ALLOWED
    return denied(_("Only the representative of the firm above invites the firms directly under it."))


def may_join(user: Any, member: Any, *, at: dt.datetime) -> Verdict:
    """The representative of the invited firm answers the invitation."""
    if holds(user, JOIN_CONSORTIUM, (ScopeKind.FIRM, member.firm_id), at=at):
        return ALLOWED
    return denied(_("Only the representative of the invited firm answers an invitation."))


def may_accept(user: Any, firm: Any, *, at: dt.datetime) -> Verdict:
    """The representative of the firm with the invited number accepts for it."""
    if holds(user, JOIN_CONSORTIUM, (ScopeKind.FIRM, firm.pk), at=at):
        return ALLOWED
    return denied(_("Only the representative of the invited firm answers an invitation."))


def may_accept_invitation(user: Any, invitation: Any, *, at: dt.datetime) -> Verdict:
    """Who represents the firm with the invited number accepts the invitation for it."""
    if getattr(user, "is_authenticated", False) and user.is_active:
        own = user.scopes(JOIN_CONSORTIUM, clock.day(at)).of(ScopeKind.FIRM)
        if invitation.firms().filter(pk__in=own).exists():
            return ALLOWED
    return denied(_("Register the firm with the invited number first; its representative then accepts."))


def may_withdraw_invitation(user: Any, invitation: Any, *, at: dt.datetime) -> Verdict:
    """Whoever may invite under that member may take the invitation back."""
    return may_invite(user, invitation.upstream, at=at)


def may_leave(user: Any, member: Any, *, at: dt.datetime) -> Verdict:
    """The representative of a member says that it leaves."""
    if holds(user, JOIN_CONSORTIUM, (ScopeKind.FIRM, member.firm_id), at=at):
        return ALLOWED
    return denied(_("Only the representative of a firm says that it leaves."))


def may_replace(user: Any, member: Any, *, at: dt.datetime) -> Verdict:
    """The representatives of the anchor and of the firm above put another firm in a member's place."""
    above = member.upstream.firm_id if member.upstream_id else None
    firms = ((ScopeKind.FIRM, member.consortium.anchor_id), (ScopeKind.FIRM, above))
    if holds(user, INVITE_MEMBER, *firms, at=at):
        return ALLOWED
    return denied(_("Only the representative of the anchor or of the firm above replaces a firm."))


def may_lead(user: Any, consortium: Any, *, at: dt.datetime) -> Verdict:
    """The anchor's representative leads the consortium: draws up its agreement, orders its chain."""
    if holds(user, LEAD_CONSORTIUM, (ScopeKind.FIRM, consortium.anchor_id), at=at):
        return ALLOWED
    return denied(_("Only the representative of the anchor firm does this for the consortium."))


def may_move(user: Any, member: Any, *, at: dt.datetime) -> Verdict:
    """Who leads the consortium orders its chain."""
    return may_lead(user, member.consortium, at=at)


def may_link(user: Any, member: Any, *, at: dt.datetime) -> Verdict:
    """Whoever works for the firm, for the firm above it or for the anchor says what is delivered."""
    above = member.upstream.firm_id if member.upstream_id else None
    own = (member.firm_id, above, member.consortium.anchor_id)
    if holds(user, LINK_SUPPLY, *((ScopeKind.FIRM, firm) for firm in own), at=at):
        return ALLOWED
    return denied(_("Only the firms at both ends and the anchor say what is delivered."))


def may_end_link(user: Any, link: Any, *, at: dt.datetime) -> Verdict:
    """Whoever may say what is delivered may say that it ended."""
    supplies = may_link(user, link.supplier, at=at)
    return supplies or may_link(user, link.buyer, at=at)


def may_sign(user: Any, member: Any, *, at: dt.datetime) -> Verdict:
    """The representative of a party signs for it."""
    if holds(user, SIGN_AGREEMENT, (ScopeKind.FIRM, member.firm_id), at=at):
        return ALLOWED
    return denied(_("Only the representative of a party signs the agreement for it."))


def may_propose_shares(user: Any, member: Any, *, at: dt.datetime) -> Verdict:
    """The shared supplier's representative and those of its anchors propose how its reductions are split."""
    firms = ((ScopeKind.FIRM, member.firm_id), (ScopeKind.FIRM, member.consortium.anchor_id))
    if holds(user, SIGN_AGREEMENT, *firms, at=at):
        return ALLOWED
    return denied(_("Only the representatives of the shared supplier and of its anchors propose shares."))


def may_confirm_shares(user: Any, agreement: Any, *, at: dt.datetime) -> Verdict:
    """The representative of an anchor that has a share and has not agreed yet agrees to it."""
    waiting = agreement.shares.filter(confirmed_at__isnull=True).values_list(
        "consortium__anchor_id", flat=True
    )
    if holds(user, LEAD_CONSORTIUM, *((ScopeKind.FIRM, anchor) for anchor in waiting), at=at):
        return ALLOWED
    return denied(_("Only the representatives of anchors who have not agreed yet agree to shares."))


def may_drop_shares(user: Any, agreement: Any, *, at: dt.datetime) -> Verdict:
    """Every party to proposed shares may end them before all have agreed."""
    anchors = agreement.shares.values_list("consortium__anchor_id", flat=True)
    firms = [(ScopeKind.FIRM, firm) for firm in (*anchors, agreement.firm_id)]
    if holds(user, SIGN_AGREEMENT, *firms, at=at):
        return ALLOWED
    return denied(_("Only the representatives of the shared supplier and of its anchors drop a proposal."))


def may_create_program(user: Any, office: Any, *, at: dt.datetime) -> Verdict:
    """An officer of the ministry begins its programmes."""
    if office is not None and holds(user, EDIT_PROGRAM, (ScopeKind.OFFICE, office.pk), at=at):
        return ALLOWED
    return denied(_("Only officers of the ministry begin and change its programmes."))


def may_edit_program(user: Any, program: Any, *, at: dt.datetime) -> Verdict:
    """An officer of the ministry that answers for the programme changes it."""
    if holds(user, EDIT_PROGRAM, *program.scope_pairs, at=at):
        return ALLOWED
    return denied(_("Only officers of the ministry begin and change its programmes."))


def may_edit_part(user: Any, part: Any, *, at: dt.datetime) -> Verdict:
    """Whoever changes the programme changes its calls, rules, technologies and papers."""
    return may_edit_program(user, part.program, at=at)


def may_read_editor(user: Any, program: Any, *, at: dt.datetime) -> Verdict:
    """Whoever reads the programme's cases for an office reads how it came to its rules."""
    return holds(user, VIEW_CASES, *program.scope_pairs, at=at)


def may_appropriate(user: Any, call: Any, *, at: dt.datetime) -> Verdict:
    """The approving officer puts the state's money at a call's disposal; so does set-up, which nobody is."""
    if getattr(user, "email", "") == SYSTEM_EMAIL and not user.is_active:
        return ALLOWED
    if holds(user, APPROPRIATE, *call.program.scope_pairs, at=at):
        return ALLOWED
    return denied(_("Only the approving officer puts money at a call's disposal."))
