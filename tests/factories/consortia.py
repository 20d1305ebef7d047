"""What a consortium needs before its plan is complete: supply links, the signed agreement."""

from programs.covenant import agreement_text, facts_sha256, sha256_of
from programs.models import Agreement, Consortium, Direction, Member, Signature, SupplyLink
from tests.factories.people import FIRST_DAY, MOMENT


def link(member: Member, product: str = "구동축", hs_code: str = "870850") -> SupplyLink:
    """Link a member with the one above it, the way goods flow under its support model."""
    is_downstream = member.consortium.support_model.direction == Direction.DOWNSTREAM
    supplier, buyer = (member.upstream, member) if is_downstream else (member, member.upstream)
    return SupplyLink.objects.create(
        consortium=member.consortium,
        supplier=supplier,
        buyer=buyer,
        product=product,
        hs_code=hs_code,
        since=FIRST_DAY,
    )


def signed(consortium: Consortium) -> Agreement:
    """Draw the agreement up as the consortium stands, with the signature of every joined member."""
    text = agreement_text(consortium, 1)
    agreement = Agreement.objects.create(
        consortium=consortium,
        number=1,
        text=text,
        sha256=sha256_of(text),
        facts_sha256=facts_sha256(consortium),
        drawn_up_at=MOMENT,
        drawn_up_by=consortium.registered_by,
    )
    for member in consortium.members.joined():
        Signature.objects.create(
            agreement=agreement, member=member, name="서명", sha256=agreement.sha256, at=MOMENT,
            by=consortium.registered_by,
        )  # fmt: skip
    return agreement


def in_order(consortium: Consortium) -> Agreement:
    """Link every partner and have the agreement signed: nothing of the consortium keeps its plan back."""
    for member in consortium.members.present().filter(upstream__isnull=False).exclude(role="CONSULTANT"):
        link(member)
    return signed(consortium)
