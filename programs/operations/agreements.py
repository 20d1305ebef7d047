"""The consortium's agreement: drawn up by the anchor, signed by every party."""

import datetime as dt

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from programs import announcements, permissions
from programs.covenant import agreement_text, facts_sha256, one_line, parties_of, sha256_of
from programs.models import Agreement, Consortium, Member, MemberStatus, Signature
from programs.queries import present_agreement
from programs.refusals.consortia import (
    AgreementOutdated,
    AgreementSuperseded,
    AgreementUnchanged,
    AlreadySigned,
    NameMissing,
    NobodyToSign,
    NotInConsortium,
)


@operation
def draw_up_agreement(*, consortium: Consortium, by: User, at: dt.datetime) -> Agreement:
    """
    Draw up the agreement as the consortium stands now, and ask every joined member for its signature.

    An earlier one is superseded, and its signatures with it.

    :raises PermissionDenied: if `by` does not represent the anchor.
    :raises NobodyToSign: if nobody but the anchor has joined.
    :raises AgreementUnchanged: if the present agreement says the same.
    """
    consortium = Consortium.objects.lock(consortium.pk)
    require(permissions.may_lead, by, consortium, at=at)
    parties = parties_of(consortium)
    if len(parties) < 2:
        raise NobodyToSign
    before = present_agreement(consortium)
    facts = facts_sha256(consortium)
    if before is not None:
        if before.facts_sha256 == facts:
            raise AgreementUnchanged(number=before.number)
        before.superseded_at, before.superseded_by = at, by
        before.save(update_fields=["superseded_at", "superseded_by"])
    number = before.number + 1 if before else 1
    text = agreement_text(consortium, number)
    agreement = Agreement.objects.create(
        consortium=consortium,
        number=number,
        text=text,
        sha256=sha256_of(text),
        facts_sha256=facts,
        drawn_up_at=at,
        drawn_up_by=by,
    )
    announcements.ask_to_sign(agreement, parties, by=by, at=at)
    return agreement


@operation
def sign_agreement(
    *, agreement: Agreement, member: Member, name: str, by: User, at: dt.datetime
) -> Signature:
    """
    Sign the agreement for a party: its name, the moment and the hash of the text are kept.

    :raises PermissionDenied: if `by` does not represent the party.
    :raises NameMissing: if no name was typed.
    :raises NotInConsortium: if the firm is no joined member of the consortium.
    :raises AgreementSuperseded, AgreementOutdated: if another one is to be signed.
    :raises AlreadySigned: if the party signed before.
    """
    agreement = Agreement.objects.lock(agreement.pk)
    require(permissions.may_sign, by, member, at=at)
    member = Member.objects.lock(member.pk)
    if not one_line(name):
        raise NameMissing(field="name")
    check_can_sign(agreement, member)
    signature = Signature.objects.create(
        agreement=agreement,
        member=member,
        name=one_line(name),
        sha256=sha256_of(agreement.text),
        at=at,
        by=by,
    )
    announcements.nobody_signs(member, by=by, at=at)
    signed = set(agreement.signatures.values_list("member_id", flat=True))
    if {party.pk for party in parties_of(agreement.consortium)} <= signed:
        announcements.all_signed(agreement, at=at)
    return signature


def check_can_sign(agreement: Agreement, member: Member) -> None:
    """
    Refuse a signature that would not count.

    :raises NotInConsortium, AgreementSuperseded, AlreadySigned, AgreementOutdated: saying what to do.
    """
    if member.consortium_id != agreement.consortium_id or member.status != MemberStatus.JOINED:
        raise NotInConsortium(firm=member.firm.name)
    if agreement.superseded_at is not None:
        raise AgreementSuperseded
    before = agreement.signatures.filter(member=member).first()
    if before:
        raise AlreadySigned(firm=member.firm.name, day=f"{clock.day(before.at)}", name=before.name)
    if agreement.facts_sha256 != facts_sha256(agreement.consortium):
        raise AgreementOutdated
