"""Published emission factors from data files into the books."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.users.models import User
from core.workflow.operations import operation
from core.workflow.refusals import Refusal
from measurement.factoring.families import basis_of
from measurement.factoring.workflow import Status
from measurement.models import Factor, FactorTable

FACTORS = Path(__file__).parent / "factors"


class FactorChanged(Refusal):
    """A data file gives another value for a factor that is already in the books."""

    message = _(
        "%(file)s: %(code)s of round %(round)s (%(purpose)s) is in the books with another %(detail)s: "
        "%(known)s, not %(given)s. A published factor never changes; add a new round."
    )


class TableClosed(Refusal):
    """A data file adds a factor to a table that is already in the books."""

    message = _(
        "%(file)s: round %(round)s (%(purpose)s) is in the books without %(code)s. A published table never "
        "changes; add a new round."
    )


@operation
def load_factors(*, by: User | None, at: dt.datetime, folder: Path = FACTORS) -> int:
    """
    Add every table of the data files that is not in the books yet; return how many factors were added.

    Such a table is approved where it was published, so nobody of ours is named with it: it has no office.
    Set-up passes `by=None`. A second run adds nothing.

    :raises FactorChanged: if a file gives a known factor another value, unit or period.
    :raises TableClosed: if a file adds a factor to a known table.
    """
    added = 0
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["table"]:
            for purpose in entry["purposes"]:
                added += _load(path.name, entry, purpose, at=at)
    return added


def _load(file: str, entry: dict[str, Any], purpose: str, *, at: dt.datetime) -> int:
    key = {name: entry[name] for name in ("family", "approval_round")} | {"purpose": purpose}
    table = FactorTable.objects.filter(office__isnull=True, **key).first()
    if table:
        _compare(file, table, entry)
        return 0
    sources = {name: entry[name] for name in ("source_ko", "source_en")}
    is_initial = purpose in entry.get("initial_for", [])
    table = FactorTable.objects.create(**key, **sources, is_initial=is_initial)
    added = Factor.objects.bulk_create(
        Factor(table=table, purpose=purpose, approval_round=table.approval_round, **facts)
        for facts in _rows(entry)
    )
    table.status, table.proposed_at = Status.PROPOSED, at
    table.save(update_fields=["status", "proposed_at"])
    table.status, table.approved_at = Status.APPROVED, at
    table.save(update_fields=["status", "approved_at"])
    return len(added)


def _rows(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the columns of every factor of a table; one may have a source of its own."""
    period = {"period_from": entry["period_from"], "period_until": entry.get("period_until")}
    for code, (value, unit) in entry["factors"].items():
        sources = entry.get("sources", {}).get(code, entry)
        yield {
            "code": code,
            "value": Decimal(value),
            "unit": unit,
            "basis": basis_of(code),
            "source_ko": sources["source_ko"],
            "source_en": sources["source_en"],
            **period,
        }


def _compare(file: str, table: FactorTable, entry: dict[str, Any]) -> None:
    known = {factor.code: factor for factor in table.factors.all()}
    for facts in _rows(entry):
        words = {"file": file, "code": facts["code"], "round": table.approval_round, "purpose": table.purpose}
        factor = known.get(facts["code"])
        if factor is None:
            raise TableClosed(**words)
        for field in ("value", "unit", "period_from", "period_until"):
            if getattr(factor, field) != facts[field]:
                raise FactorChanged(**words, detail=field, known=getattr(factor, field), given=facts[field])
