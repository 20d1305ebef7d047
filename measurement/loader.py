"""Published emission factors from data files into the books."""

import datetime as dt
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.users.models import User
from core.workflow.operations import operation
from core.workflow.refusals import Refusal
from measurement.models import Factor

FACTORS = Path(__file__).parent / "factors"


class FactorChanged(Refusal):
    """A data file gives another value for a factor that is already in the books."""

    message = _(
        "%(file)s: %(code)s of round %(round)s (%(purpose)s) is in the books with another %(detail)s: "
        "%(known)s, not %(given)s. A published factor never changes; add a new round."
    )


@operation
def load_factors(*, by: User | None, at: dt.datetime, folder: Path = FACTORS) -> int:
    """
    Add every factor of the data files that is not in the books yet; return how many were added.

    Set-up passes `by=None`. A second run adds nothing.

    :raises FactorChanged: if a file gives a known factor another value, unit or period.
    """
    added = 0
    for path in sorted(folder.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in data["factor"]:
            for purpose in entry["purposes"]:
                added += _add(path.name, _facts(data, entry, purpose))
    return added


def _facts(data: dict[str, Any], entry: dict[str, Any], purpose: str) -> dict[str, Any]:
    return {
        "purpose": purpose,
        "code": data["code"],
        "approval_round": entry["approval_round"],
        "period_from": entry["period_from"],
        "period_until": entry.get("period_until"),
        "value": Decimal(entry["value"]),
        "unit": data["unit"],
        "source_ko": entry["source_ko"],
        "source_en": entry["source_en"],
    }


def _add(file: str, facts: dict[str, Any]) -> bool:
    key = {name: facts[name] for name in ("purpose", "code", "approval_round")}
    factor, created = Factor.objects.get_or_create(**key, defaults=facts)
    for field in ("value", "unit", "period_from", "period_until"):
        if getattr(factor, field) != facts[field]:
            raise FactorChanged(
                file=file,
                code=facts["code"],
                round=facts["approval_round"],
                purpose=facts["purpose"],
                detail=field,
                known=getattr(factor, field),
                given=facts[field],
            )
    return created
