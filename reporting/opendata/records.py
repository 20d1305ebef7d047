"""
One grant as a record of the 360Giving Data Standard, version 1.4. Pure: no database, no clock.

https://standard.threesixtygiving.org/en/latest/technical/reference/
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from reporting.opendata.facts import GrantFacts, TakenBack
from reporting.opendata.publication import Organisation, Publication
from reporting.opendata.texts import Texts

CURRENCY, COUNTRY = "KRW", "KR"
#: codes of the regrant type codelist: all is handed on, or other things are paid for as well
ALL_HANDED_ON, MULTIPURPOSE = "FRG020", "FRG070"
#: a title stays under 140 characters
LONGEST_TITLE = 139


def record(grant: GrantFacts, publication: Publication, texts: Texts) -> dict[str, Any]:
    """Return the record of a grant; what is not known is left out."""
    regrant = regrant_type(grant)
    found = {
        "id": publication.own_id(grant.public_id),
        "title": _title(grant),
        "description": " ".join(filter(None, (texts.kinds_told[grant.kind], texts.hands_on[regrant]))),
        "currency": CURRENCY,
        "amountAwarded": grant.standing_won,
        "amountDisbursed": grant.paid_won,
        "awardDate": grant.decided_on.isoformat(),
        "plannedDates": _planned(grant),
        "recipientOrganization": [_organisation(grant.recipient, texts)],
        "beneficiaryLocation": [{"name": texts.country, "countryCode": COUNTRY}],
        "fundingOrganization": [_organisation(grant.funder, texts)],
        "grantProgramme": [{"code": grant.program_code, "title": grant.program_name}],
        "fundingType": [_funding_type(grant, texts)],
        "regrantType": regrant,
        "commitmentTransaction": list(_commitments(grant, publication, texts)),
        "disbursementTransaction": _disbursements(grant, publication),
        "relatedActivity": [publication.own_id(grant.parent)] if grant.parent else [],
        "dataSource": publication.access_url,
        "dateModified": moment(grant.modified_at),
    }
    return {name: value for name, value in found.items() if value not in ("", [])}


def regrant_type(grant: GrantFacts) -> str:
    """
    Return the code of what its recipient hands on, empty where that is nothing.

    Of a contribution it is not agreed how much is handed on, so it is never told to be all.
    """
    if grant.is_contribution:
        return MULTIPURPOSE if grant.gives_on else ""
    if not grant.standing_regrant_won:
        return ""
    return MULTIPURPOSE if grant.standing_own_won else ALL_HANDED_ON


def moment(at: dt.datetime) -> str:
    """Return a moment as RFC 3339 has it, to the second, in UTC."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _title(grant: GrantFacts) -> str:
    title = f"{grant.recipient.name} – {grant.title}"
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _planned(grant: GrantFacts) -> list[dict[str, Any]]:
    days = {"startDate": grant.starts_on, "endDate": grant.ends_on}
    known = {name: day.isoformat() for name, day in days.items() if day is not None}
    return [known] if "startDate" in known else []


def _organisation(organisation: Organisation, texts: Texts) -> dict[str, Any]:
    found = {"id": organisation.id, "name": organisation.name, "addressCountry": texts.country}
    if organisation.region:
        found["addressRegion"] = texts.regions[organisation.region]
    return found


def _funding_type(grant: GrantFacts, texts: Texts) -> dict[str, Any]:
    return {"vocabulary": texts.kind_vocabulary, "code": grant.kind, "title": texts.kinds[grant.kind]}


def _commitments(grant: GrantFacts, publication: Publication, texts: Texts) -> Iterator[dict[str, Any]]:
    """Yield the two parts of the award and what was taken back of each; they add up to what stands."""
    parts = (("own", grant.own_won, texts.own_part), ("regrant", grant.regrant_won, texts.regrant_part))
    for part, won, words in parts:
        if won:
            key = publication.own_id(f"{grant.public_id}-{part}")
            yield _transaction(key, grant.decided_on, won) | {"description": words}
    for one in grant.taken_back:
        yield from _taken_back(one, publication, texts)


def _taken_back(one: TakenBack, publication: Publication, texts: Texts) -> Iterator[dict[str, Any]]:
    parts = (
        ("own", one.own_won, texts.own_taken_back),
        ("regrant", one.regrant_won, texts.regrant_taken_back),
    )
    for part, won, words in parts:
        if won:
            key = publication.own_id(f"{one.key}-{part}")
            yield _transaction(key, one.on, -won) | {"description": words}


def _disbursements(grant: GrantFacts, publication: Publication) -> list[dict[str, Any]]:
    return [_transaction(publication.own_id(paid.key), paid.on, paid.won) for paid in grant.payments]


def _transaction(key: str, on: dt.date, won: int) -> dict[str, Any]:
    return {"id": key, "transactionDate": on.isoformat(), "currency": CURRENCY, "value": won}
