"""Telling those who act next in a consortium. Called within the operation that changes it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import Addressee, close_items, close_keys, firm, open_item
from core.inbox.registry import FIRMS, OFFICES, Group, How
from core.users.models import Role, User
from programs.addressees import offices_of, those_who_handle
from programs.models import (
    Agreement,
    AttributionAgreement,
    AttributionShare,
    Call,
    Consortium,
    Member,
    Program,
    Questionnaire,
)
from programs.registry import drafting

MEMBER, CONSORTIUM, SHARES, PROGRAM = "member", "consortium", "shares", "program"
CONSORTIA = Group("consortia", _("Consortia"), 60)


def declare_kinds() -> None:
    """Declare the kinds of inbox items of this room, their words and where they lead."""
    consortium, shares = "dashboards:consortium", "programs:shares"
    CONSORTIA.about(CONSORTIUM, page=consortium, offices=offices_of(Consortium, "program"))
    CONSORTIA.about(MEMBER, offices=offices_of(Member, "consortium__program"))
    CONSORTIA.about(SHARES, page=shares, offices=offices_of(AttributionAgreement, "program"))
    CONSORTIA.about(PROGRAM, page="dashboards:program", offices=offices_of(Program, ""))
    CONSORTIA.declare(
        "join_consortium", _("Answer the invitation into a consortium"), "programs:member_join", FIRMS
    )
    CONSORTIA.declare(
        "sign_agreement", _("Sign the consortium's agreement"), "programs:agreement_sign", FIRMS
    )
    CONSORTIA.declare("confirm_shares", _("Agree to the shares in a supplier's reductions"), shares, FIRMS)
    CONSORTIA.declare(
        "member_joined", _("A firm joined your consortium"), consortium, FIRMS, default=How.DIGEST
    )
    CONSORTIA.declare("member_declined", _("A firm declined your invitation"), consortium, FIRMS)
    CONSORTIA.declare(
        "member_left", _("A firm left the consortium"), consortium, FIRMS | OFFICES, default=How.DIGEST
    )
    CONSORTIA.declare(
        "member_moved", _("Your place in the consortium changed"), consortium, FIRMS, default=How.DIGEST
    )
    CONSORTIA.declare(
        "agreement_signed", _("Everybody signed the agreement"), consortium, FIRMS, default=How.DIGEST
    )
    CONSORTIA.declare(
        "shares_agreed",
        _("The shares in a supplier's reductions are agreed"),
        shares,
        FIRMS,
        default=How.DIGEST,
    )
    CONSORTIA.declare("shares_dropped", _("Proposed shares were dropped"), shares, FIRMS, default=How.DIGEST)
    program = "dashboards:program"
    CONSORTIA.declare(
        "rules_changed", _("Rules changed while your draft is open: look at it again"), program, FIRMS
    )
    CONSORTIA.declare("deadline_moved", _("A deadline of your call was put off"), program, FIRMS)
    questions = _("The questions of your call changed while your draft is open: look at your answers again")
    CONSORTIA.declare("questions_changed", questions, program, FIRMS)


def representatives(firm_id: int) -> Addressee:
    """Address the representatives of a firm."""
    return firm(firm_id, Role.REPRESENTATIVE)


def ask_to_join(member: Member, at: dt.datetime) -> None:
    """Ask the invited firm's representative for an answer."""
    upstream = member.upstream
    assert upstream is not None  # noqa: S101 - only the anchor has none, and nobody invites it
    open_item(
        key=f"join_consortium:{member.pk}:{member.changes.count()}",
        kind="join_consortium",
        subject=member,
        subject_kind=MEMBER,
        about=f"{member.consortium.name} – {upstream.firm.name}",
        to=representatives(member.firm_id),
        at=at,
    )


def answered(member: Member, kind: str, *, by: User, at: dt.datetime) -> None:
    """Take the invitation out of the inbox and tell the firm that sent it."""
    close_items(subject_kind=MEMBER, subject_id=member.pk, by=by, at=at)
    upstream = member.upstream
    if upstream is not None:
        _tell_of_member(member, kind, representatives(upstream.firm_id), at)


def left(member: Member, *, by: User, at: dt.datetime) -> None:
    """Tell the firm above, the anchor and the offices that a firm left; nothing waits for it any more."""
    close_items(subject_kind=MEMBER, subject_id=member.pk, by=by, at=at)
    firms = {member.consortium.anchor_id} | ({member.upstream.firm_id} if member.upstream else set())
    everybody = [representatives(pk) for pk in sorted(firms)]
    for n, to in enumerate([*everybody, *those_who_handle(member.consortium.program)]):
        _tell_of_member(member, "member_left", to, at, n)


def replaced(member: Member, *, by: User, at: dt.datetime) -> None:
    """Tell a firm whose place another one takes, and the offices."""
    left(member, by=by, at=at)
    _tell_of_member(member, "member_left", representatives(member.firm_id), at, 9)


def moved(member: Member, *, at: dt.datetime) -> None:
    """Tell a firm that it stands elsewhere in the chain now."""
    key = f"member_moved:{member.pk}:{member.version}"
    _notice(key, "member_moved", member.consortium, CONSORTIUM, str(member), member.firm_id, at)


def _tell_of_member(member: Member, kind: str, to: Addressee, at: dt.datetime, n: int = 0) -> None:
    consortium = member.consortium
    open_item(
        key=f"{kind}:{member.pk}:{member.changes.count()}" + (f":{n}" if n else ""),
        kind=kind,
        subject=consortium,
        subject_kind=CONSORTIUM,
        about=f"{member.firm.name} – {consortium.name}",
        to=to,
        at=at,
        is_notice=True,
    )


def ask_to_sign(agreement: Agreement, members: list[Member], *, by: User, at: dt.datetime) -> None:
    """Ask every party for its signature; what waited for an earlier agreement waits no more."""
    for member in members:
        nobody_signs(member, by=by, at=at)
        open_item(
            key=f"sign_agreement:{agreement.pk}:{member.pk}",
            kind="sign_agreement",
            subject=member,
            subject_kind=MEMBER,
            about=f"{agreement.consortium.name} – {member.firm.name}",
            to=representatives(member.firm_id),
            at=at,
        )


def nobody_signs(member: Member, *, by: User, at: dt.datetime) -> None:
    """Take the request for a signature out of the party's inbox."""
    close_items(subject_kind=MEMBER, subject_id=member.pk, kinds={"sign_agreement"}, by=by, at=at)


def all_signed(agreement: Agreement, *, at: dt.datetime) -> None:
    """Tell the anchor that the agreement is complete."""
    consortium: Consortium = agreement.consortium
    about, to = consortium.name, consortium.anchor_id
    _notice(f"agreement_signed:{agreement.pk}", "agreement_signed", consortium, CONSORTIUM, about, to, at)


def ask_to_agree(agreement: AttributionAgreement, *, at: dt.datetime) -> None:
    """Ask every anchor that has a share and has not agreed yet."""
    for share in agreement.shares.filter(confirmed_at__isnull=True).select_related("consortium"):
        open_item(
            key=_share_key(agreement, share.consortium_id),
            kind="confirm_shares",
            subject=agreement,
            subject_kind=SHARES,
            about=f"{agreement.firm.name} – {share.consortium.name}",
            to=representatives(share.consortium.anchor_id),
            at=at,
        )


def share_agreed(share: AttributionShare, *, by: User, at: dt.datetime) -> None:
    """Take the request out of the inbox of the anchor that agreed."""
    close_keys(_share_key(share.agreement, share.consortium_id), by=by, at=at)


def shares_ended(agreement: AttributionAgreement, kind: str, *, by: User, at: dt.datetime) -> None:
    """Tell the supplier and all anchors how a proposal ended."""
    close_items(subject_kind=SHARES, subject_id=agreement.pk, by=by, at=at)
    anchors = agreement.shares.values_list("consortium__anchor_id", flat=True)
    for to in sorted({agreement.firm_id, *anchors}):
        key = f"{kind}:{agreement.pk}:{to}"
        _notice(key, kind, agreement, SHARES, f"{agreement.firm.name} {agreement.valid_from:%Y-%m}", to, at)


def rules_changed(program: Program, *, at: dt.datetime) -> None:
    """Tell the firms with an open draft that it follows other rules now: once a change, whatever it is."""
    for firm_id in drafting(program):
        _tell_drafting("rules_changed", program, program.name_ko, firm_id, at)


def deadline_moved(call: Call, reason: str, *, at: dt.datetime) -> None:
    """Tell the firms with an open draft in the call that they have longer, and why."""
    until = f"{call.plan_deadline} / {call.application_deadline}"
    for firm_id in drafting(call.program, call):
        about = f"{call.name_ko} · {until} · {reason}"
        _tell_drafting("deadline_moved", call.program, about, firm_id, at)


def questions_changed(questionnaire: Questionnaire, *, at: dt.datetime) -> None:
    """Tell the firms with an open draft in the call that there is a new version of its questions."""
    call = questionnaire.call
    for firm_id in drafting(call.program, call):
        _tell_drafting("questions_changed", call.program, call.name_ko, firm_id, at)


def _tell_drafting(kind: str, program: Program, about: str, firm_id: int, at: dt.datetime) -> None:
    open_item(
        key=f"{kind}:{program.pk}:{firm_id}:{at.isoformat()}",
        kind=kind,
        subject=program,
        subject_kind=PROGRAM,
        about=about,
        to=firm(firm_id),
        at=at,
        is_notice=True,
    )


def _share_key(agreement: AttributionAgreement, consortium_id: int) -> str:
    return f"confirm_shares:{agreement.pk}:{consortium_id}"


def _notice(
    key: str, kind: str, subject: Any, subject_kind: str, about: str, firm_id: int, at: dt.datetime
) -> None:
    open_item(
        key=key,
        kind=kind,
        subject=subject,
        subject_kind=subject_kind,
        about=about,
        to=representatives(firm_id),
        at=at,
        is_notice=True,
    )
