"""All that an audit dossier states, in the order of a case."""

from typing import Any

from reporting.documents.facts import (
    afterwards,
    back,
    book,
    cases,
    claims,
    findings,
    history,
    judging,
    keeping,
    measures,
    money,
    papers,
    parties,
    settling,
)
from reporting.documents.facts.scope import Chain

PARTS = (
    parties,
    cases,
    judging,
    afterwards,
    money,
    settling,
    back,
    keeping,
    measures,
    findings,
    claims,
    book,
    history,
    papers,
)


def collect(chain: Chain, title: str) -> dict[str, Any]:
    """Return the facts of these cases under the title of what they are about."""
    plain: dict[str, Any] = {"title": title}
    for part in PARTS:
        plain |= part.collect(chain)
    return plain | {"totals": money.totals(plain) | measures.totals(chain)}
