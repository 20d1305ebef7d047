"""Reading the register: always one snapshot, never the rows it was taken from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import get_language

from programs.models import GrantKind
from reporting.register.models import Record, Snapshot
from reporting.register.public import RecordKind
from reporting.register.suppression import TOTAL


def snapshots() -> QuerySet[Snapshot]:
    """Return all snapshots, the newest first."""
    return Snapshot.objects.select_related("content")


def snapshot_of(public_id: str) -> Snapshot | None:
    """Return the snapshot of an address, or the newest one for an empty one; None if there is none."""
    found = snapshots().filter(public_id=public_id) if public_id else snapshots()
    return found.first()


def records(snapshot: Snapshot, kind: RecordKind, /, **wanted: Any) -> QuerySet[Record]:
    """Return the records of a kind; `wanted` narrows them by field, empty values narrow nothing."""
    found = Record.objects.filter(content=snapshot.content_id, kind=kind)
    return found.filter(**{f"data__{name}": value for name, value in wanted.items() if value})


def text_of(name: str) -> Combinable:
    """Return a field of records as text, for ordering."""
    return KT(f"data__{name}")


def number_of(name: str) -> Combinable:
    """Return a field of records as a whole number, for ordering and sums."""
    return Cast(KT(f"data__{name}"), BigIntegerField())


def named(data: Mapping[str, Any], name: str) -> str:
    """Return a name of a record in the reader's language."""
    return str(data[f"{name}_en" if get_language() == "en" else f"{name}_ko"])


def group_name(data: Mapping[str, Any]) -> str:
    """Return what a group of reductions is called; the whole is called like its programme."""
    return named(data, "program" if data["dimension"] == TOTAL else "label")


@dataclass(frozen=True)
class Totals:
    """Sums over programmes, whole won and kg CO2e; reductions only of those whose sum may be shown."""

    programs: int
    consortia: int
    grants: int
    not_disclosed: int
    awarded_won: int
    paid_won: int
    passed_on_won: int
    contributed_won: int
    verified_kg: int
    claimed_kg: int
    #: paid in the programmes whose reductions are shown: with these kilograms it gives the cost of a tonne
    paid_for_verified_won: int
    suppressed: int
    claims_suppressed: int

    @property
    def won_per_tonne(self) -> int | None:
        """What was paid for each verified tonne, whole won rounded down; None while either is nothing."""
        if not (self.verified_kg and self.paid_for_verified_won):
            return None
        return self.paid_for_verified_won * 1000 // self.verified_kg


def totals(programs: list[dict[str, Any]]) -> Totals:
    """Return the sums over these programmes' records."""
    shown = [one for one in programs if not one["is_suppressed"]]
    claims = [one["claimed_kg"] for one in programs if one["claimed_kg"] is not None]

    def summed(name: str) -> int:
        return sum(one[name] for one in programs)

    return Totals(
        programs=len(programs),
        consortia=summed("consortia"),
        grants=summed("grants"),
        not_disclosed=summed("grants_not_disclosed"),
        awarded_won=summed("awarded_won"),
        paid_won=summed("paid_won"),
        passed_on_won=summed("passed_on_won"),
        contributed_won=summed("contributed_won"),
        verified_kg=sum(one["verified_kg"] for one in shown),
        claimed_kg=sum(claims),
        paid_for_verified_won=sum(one["paid_won"] for one in shown if one["verified_kg"]),
        suppressed=len(programs) - len(shown),
        claims_suppressed=len(programs) - len(claims),
    )


@dataclass
class Tier:
    """Disclosed grants of one tier and one legal kind, and what arrived there through the chain."""

    tier: int | None
    kind: str
    grants: int = 0
    awarded_won: int = 0
    paid_won: int = 0
    payments: int = 0
    arrived_won: int = 0

    @property
    def kind_words(self) -> Any:
        """The legal kind in words."""
        return GrantKind(self.kind).label


def tiers(snapshot: Snapshot, **wanted: Any) -> list[Tier]:
    """Return the money tier by tier, from the top down; two queries."""
    found: dict[tuple[Any, str], Tier] = {}
    place = {"at_tier": number_of("tier"), "of_kind": text_of("kind")}
    awarded, paid = Sum(number_of("awarded_won")), Sum(number_of("paid_won"))
    grants: Any = records(snapshot, RecordKind.GRANT, **wanted).order_by().values(**place)
    for row in grants.annotate(number=Count("pk"), awarded=awarded, paid=paid):
        one = found.setdefault((row["at_tier"], row["of_kind"]), Tier(row["at_tier"], row["of_kind"]))
        one.grants, one.awarded_won, one.paid_won = row["number"], row["awarded"], row["paid"]
    payments: Any = records(snapshot, RecordKind.PASSED_ON, **wanted).order_by().values(**place)
    for row in payments.annotate(number=Count("pk"), won=Sum(number_of("amount_won"))):
        one = found.setdefault((row["at_tier"], row["of_kind"]), Tier(row["at_tier"], row["of_kind"]))
        one.payments, one.arrived_won = row["number"], row["won"]
    kinds = GrantKind.values
    return sorted(found.values(), key=lambda t: (t.tier is None, t.tier or 0, kinds.index(t.kind)))


def choices(snapshot: Snapshot, kind: RecordKind) -> list[tuple[str, str]]:
    """Return (id, name in the reader's language) of a snapshot's programmes or consortia."""
    rows = records(snapshot, kind).values_list("data", flat=True)
    return [(data["id"], data["name"] if "name" in data else named(data, "name")) for data in rows]


def field_values(snapshot: Snapshot, kind: RecordKind, name: str) -> list[Any]:
    """Return the different values of a field, in order; what has none is left out."""
    values = records(snapshot, kind).order_by().values_list(f"data__{name}", flat=True).distinct()
    return sorted(value for value in values if value not in (None, ""))


def by_kind(snapshot: Snapshot) -> dict[str, int]:
    """Return how many records there are of each kind, none as 0."""
    counted = dict(snapshot.content.records.order_by().values_list("kind").annotate(Count("pk")))
    return {kind.value: counted.get(kind.value, 0) for kind in RecordKind}
