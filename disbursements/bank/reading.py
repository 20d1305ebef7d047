"""What a bank's statement says: camt.053.001.06, or CSV by the bank's layout. Pure: bytes in, entries out."""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from core.evidence.sheets.text import NotText, decoded, lines_of
from core.ledger.operations import LARGEST_AMOUNT
from disbursements.refusals import UnreadableStatement

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.06"
_N = {"c": NAMESPACE}
#: bytes and entries of one file: a day of a large office is a hundredth of it
LARGEST_FILE, MOST_ENTRIES = 5 * 1024 * 1024, 5_000
#: what a column of directions may say; banks that write words have two columns of amounts
DIRECTIONS = {"DBIT": True, "D": True, "CRDT": False, "C": False}


@dataclass(frozen=True)
class Entry:
    """One booking: line of the file, day, whole won, debit or credit, names, and what was written beside."""

    line: int
    booked_on: dt.date
    amount_won: int
    is_debit: bool
    bank_reference: str
    end_to_end_id: str = ""
    counterpart: str = ""
    text: str = ""
    #: SHA-256 of account and entry; the same wherever the entry is read
    identity: str = ""
    #: of which line this one is the repetition
    repeats: int | None = None


@dataclass(frozen=True)
class Statement:
    """A statement: its name, the account it is about, its entries in the order of the file."""

    name: str
    account_number: str
    entries: tuple[Entry, ...]


def unreadable(why: str) -> UnreadableStatement:
    """Return the refusal with its reason."""
    return UnreadableStatement(field="file", why=why)


def read_camt053(data: bytes) -> Statement:
    """
    Read camt.053.001.06 without entities, external files or bombs.

    :raises UnreadableStatement: if it is cut off, no such statement, too large, or not in whole won.
    """
    if len(data) > LARGEST_FILE:
        raise unreadable(_("it is larger than 5 MB"))
    try:
        root = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        raise unreadable(
            _("it is cut off or no XML (line %(line)s)") % {"line": error.position[0]}
        ) from error
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise unreadable(_("it has entities or an encoding that are not allowed")) from error
    statements = root.findall("c:BkToCstmrStmt/c:Stmt", _N)
    if root.tag != f"{{{NAMESPACE}}}Document" or len(statements) != 1:
        raise unreadable(_("it is no camt.053.001.06 with one statement"))
    (found,) = statements
    number = _text(found, "c:Acct/c:Id/c:Othr/c:Id") or _text(found, "c:Acct/c:Id/c:IBAN")
    entries = list(_camt_entries(found))
    return Statement(_text(found, "c:Id")[:80], number, with_identities(number, entries))


def _camt_entries(statement: Any) -> Iterator[Entry]:
    """Yield each booked entry, or each transaction of it where it has several."""
    for n, entry in enumerate(statement.findall("c:Ntry", _N), start=1):
        if _text(entry, "c:Sts") != "BOOK":
            continue
        details = entry.findall("c:NtryDtls/c:TxDtls", _N)
        parts = details if len(details) > 1 else [details[0] if details else None]
        for place, part in enumerate(parts, start=1):
            yield _camt_entry(n, entry, part, place=place if len(details) > 1 else 0)


def _camt_entry(n: int, entry: Any, part: Any, *, place: int) -> Entry:
    """Return a booking, or the transaction at a place of it: what has no reference of its own gets one."""
    source = part if place else entry
    amount = source.find("c:Amt", _N)
    day = _text(entry, "c:BookgDt/c:Dt") or _text(entry, "c:BookgDt/c:DtTm")[:10]
    own = _text(part, "c:Refs/c:AcctSvcrRef") if part is not None else ""
    whole = _text(entry, "c:AcctSvcrRef") or f"{day}-{n}"
    reference = own or (f"{whole[:34]}-{place}" if place else whole)
    is_debit = _is_debit(_text(source, "c:CdtDbtInd") or _text(entry, "c:CdtDbtInd"), n)
    other = "c:RltdPties/c:Cdtr/c:Nm" if is_debit else "c:RltdPties/c:Dbtr/c:Nm"
    texts = (
        [_text(part, path) for path in ("c:RtrInf/c:Rsn/c:Cd", "c:RtrInf/c:AddtlInf", "c:RmtInf/c:Ustrd")]
        if part is not None
        else []
    )
    return Entry(
        line=n,
        booked_on=_day(day, n),
        # won alone: the same figure in another currency is another sum
        amount_won=_won(amount.text if amount is not None and amount.get("Ccy") == "KRW" else "", n),
        is_debit=is_debit,
        bank_reference=reference[:40],
        end_to_end_id=_named(part)[:40] if part is not None else "",
        counterpart=_text(part, other)[:140] if part is not None else "",
        text=" · ".join(text for text in [*texts, _text(entry, "c:AddtlNtryInf")] if text)[:400],
    )


def _is_debit(direction: str, line: int) -> bool:
    """Return whether money left the account; what is neither said to leave nor to come is not guessed."""
    if direction not in ("DBIT", "CRDT"):
        raise unreadable(_("line %(line)s says neither DBIT nor CRDT") % {"line": line})
    return direction == "DBIT"


def _named(part: Any) -> str:
    """Return what the payer called the payment; ISO 20022 writes NOTPROVIDED where nothing was given."""
    name = _text(part, "c:Refs/c:EndToEndId")
    return "" if name == "NOTPROVIDED" else name


def _text(node: Any, path: str) -> str:
    found = node.find(path, _N)
    return (found.text or "").strip() if found is not None else ""


def _day(text: str, line: int) -> dt.date:
    digits = re.sub(r"\D", "", text)[:8]
    try:
        return dt.datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise unreadable(_("line %(line)s has no day that can be right") % {"line": line}) from error


def _won(text: str | None, line: int) -> int:
    plain = (text or "").replace(",", "").strip()
    if not re.fullmatch(r"\d{1,15}(\.0+)?", plain) or not 0 < int(plain.split(".")[0]) <= LARGEST_AMOUNT:
        raise unreadable(_("line %(line)s has no amount in whole won") % {"line": line})
    return int(plain.split(".")[0])


def read_csv(
    data: bytes, *, columns: Sequence[str], separator: str, encoding: str, account_number: str, name: str
) -> Statement:
    """
    Read a CSV by the bank's layout; a first line without an amount is its heading.

    :raises UnreadableStatement: if its encoding, its columns, a day or an amount can't be right.
    """
    if len(data) > LARGEST_FILE:
        raise unreadable(_("it is larger than 5 MB"))
    rows = _lines(data, encoding, separator)
    entries = []
    for line, row in enumerate(rows, start=1):
        if not any(cell.strip() for cell in row) or (line == 1 and not _has_amount(row)):
            continue
        if len(row) != len(columns):
            found = {"line": line, "found": len(row), "wanted": len(columns)}
            raise unreadable(_("line %(line)s has %(found)s columns instead of %(wanted)s") % found)
        entries.append(_csv_entry(line, dict(zip(columns, map(str.strip, row), strict=True))))
    if not entries:
        raise unreadable(_("it has no entry"))
    return Statement(name[:80], account_number, with_identities(account_number, entries))


def _lines(data: bytes, encoding: str, separator: str) -> list[list[str]]:
    try:
        return lines_of(decoded(data, first=encoding), separator=separator)
    except NotText as error:
        raise unreadable(_("its characters are neither UTF-8 nor CP949, or it is cut off")) from error


def _has_amount(row: Sequence[str]) -> bool:
    return any(re.fullmatch(r"[\d,]*\d{2,}[\d,.]*", cell.strip()) for cell in row)


def _csv_entry(line: int, cells: dict[str, str]) -> Entry:
    if "direction" in cells:
        if cells["direction"] not in DIRECTIONS:
            raise unreadable(_("line %(line)s says neither DBIT nor CRDT") % {"line": line})
        is_debit, amount = DIRECTIONS[cells["direction"]], cells["amount_won"]
    else:
        withdrawn = cells["withdrawn_won"].replace(",", "")
        is_debit = withdrawn not in ("", "0")
        amount = cells["withdrawn_won"] if is_debit else cells["deposited_won"]
    return Entry(
        line=line,
        booked_on=_day(cells["booked_on"], line),
        amount_won=_won(amount, line),
        is_debit=is_debit,
        bank_reference=cells["bank_reference"][:40] or f"{cells['booked_on']}-{line}",
        end_to_end_id=cells["end_to_end_id"][:40],
        counterpart=cells.get("counterpart", "")[:140],
        text=cells.get("text", "")[:400],
    )


def with_identities(account_number: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """
    Return the entries with what tells each from all others; a duplicate line is told, never counted.

    :raises UnreadableStatement: if there are more than can be.
    """
    if len(entries) > MOST_ENTRIES:
        raise unreadable(_("it has more than %(most)s entries") % {"most": MOST_ENTRIES})
    seen: dict[str, int] = {}
    found = []
    for entry in entries:
        terms = (
            account_number, entry.booked_on.isoformat(), str(entry.amount_won), str(entry.is_debit),
            entry.bank_reference, entry.end_to_end_id,
        )  # fmt: skip
        identity = hashlib.sha256("\x1f".join(terms).encode()).hexdigest()
        found.append(replace(entry, identity=identity, repeats=seen.get(identity)))
        seen.setdefault(identity, entry.line)
    return tuple(found)


def totals(entries: Sequence[Entry]) -> dict[str, int]:
    """Return how many entries left the account, came in, and repeat one before."""
    counted = Counter(
        "repeated" if entry.repeats is not None else "debits" if entry.is_debit else "credits"
        for entry in entries
    )
    return {name: counted[name] for name in ("debits", "credits", "repeated")}
