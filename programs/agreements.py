"""How a consortium's agreement stands: who has signed, who has not, whether it still says what holds."""

from dataclasses import dataclass

from programs.covenant import facts_sha256, parties_of
from programs.models import Agreement, Consortium, Member, Signature
from programs.queries import present_agreement


@dataclass(frozen=True)
class AgreementState:
    """The present agreement (or None), the parties as they are now, their signatures; is it outdated?"""

    agreement: Agreement | None
    parties: list[Member]
    signatures: dict[int, Signature]
    is_outdated: bool

    @property
    def waiting(self) -> list[Member]:
        """The parties whose signature is missing."""
        return [party for party in self.parties if party.pk not in self.signatures]

    @property
    def is_complete(self) -> bool:
        """Whether it still says what holds and every party has signed it."""
        return self.agreement is not None and not self.is_outdated and not self.waiting


def state_of(consortium: Consortium) -> AgreementState:
    """Return how the consortium's agreement stands, in a fixed number of queries."""
    agreement = present_agreement(consortium)
    parties = parties_of(consortium)
    if agreement is None:
        return AgreementState(None, parties, {}, is_outdated=False)
    signatures = {s.member_id: s for s in agreement.signatures.select_related("by")}
    is_outdated = agreement.facts_sha256 != facts_sha256(consortium, parties)
    return AgreementState(agreement, parties, signatures, is_outdated)
