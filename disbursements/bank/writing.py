"""Payment files for a bank: pain.001.001.09, and CSV by the bank's layout. Pure: strings in, bytes out."""

import csv
import datetime as dt
import io
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

from disbursements.bank.content import Order, Payer
from disbursements.refusals import UnwritableText

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
#: how the interbank network is named among clearing systems
CLEARING = "KFTC"
NAME_LENGTH, TEXT_LENGTH = 140, 140
#: what a spreadsheet would take for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def pain001(
    *, message_id: str, made_at: dt.datetime, pays_on: dt.date, payer: Payer, orders: Sequence[Order]
) -> bytes:
    """
    Return the batch as pain.001.001.09: one payment information, one credit transfer per order.

    :raises UnwritableText: if a name has characters that no XML may carry.
    """
    root = ET.Element("Document", xmlns=NAMESPACE)
    initiation = ET.SubElement(root, "CstmrCdtTrfInitn")
    total, count = str(sum(order.amount_won for order in orders)), str(len(orders))
    header = ET.SubElement(initiation, "GrpHdr")
    _leaf(header, "MsgId", message_id)
    _leaf(header, "CreDtTm", made_at.replace(microsecond=0).isoformat())
    _leaf(header, "NbOfTxs", count)
    _leaf(header, "CtrlSum", total)
    _leaf(ET.SubElement(header, "InitgPty"), "Nm", _clean(payer.name, NAME_LENGTH))
    block = ET.SubElement(initiation, "PmtInf")
    _leaf(block, "PmtInfId", f"{message_id}-1")
    _leaf(block, "PmtMtd", "TRF")
    _leaf(block, "NbOfTxs", count)
    _leaf(block, "CtrlSum", total)
    _leaf(ET.SubElement(block, "ReqdExctnDt"), "Dt", pays_on.isoformat())
    _leaf(ET.SubElement(block, "Dbtr"), "Nm", _clean(payer.name, NAME_LENGTH))
    _account(ET.SubElement(block, "DbtrAcct"), payer.number)
    _bank(ET.SubElement(block, "DbtrAgt"), payer.bank_code)
    for order in orders:
        _transfer(block, order)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _transfer(block: Any, order: Order) -> None:
    transfer = ET.SubElement(block, "CdtTrfTxInf")
    names = ET.SubElement(transfer, "PmtId")
    _leaf(names, "InstrId", order.end_to_end_id)
    _leaf(names, "EndToEndId", order.end_to_end_id)
    amount = ET.SubElement(ET.SubElement(transfer, "Amt"), "InstdAmt", Ccy="KRW")
    amount.text = str(order.amount_won)
    _bank(ET.SubElement(transfer, "CdtrAgt"), order.bank_code)
    _leaf(ET.SubElement(transfer, "Cdtr"), "Nm", _clean(order.holder_name, NAME_LENGTH))
    _account(ET.SubElement(transfer, "CdtrAcct"), order.number)
    _leaf(ET.SubElement(transfer, "RmtInf"), "Ustrd", _clean(order.text, TEXT_LENGTH))


def _leaf(parent: Any, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _account(parent: Any, number: str) -> None:
    _leaf(ET.SubElement(ET.SubElement(parent, "Id"), "Othr"), "Id", number)


def _bank(parent: Any, code: str) -> None:
    member = ET.SubElement(ET.SubElement(parent, "FinInstnId"), "ClrSysMmbId")
    _leaf(ET.SubElement(member, "ClrSysId"), "Prtry", CLEARING)
    _leaf(member, "MmbId", code)


def _clean(text: str, longest: int) -> str:
    """Return a text without line ends, at most so long; characters that no XML may carry are refused."""
    plain = " ".join(text.split())[:longest]
    if bad := [one for one in plain if unicodedata.category(one) in ("Cc", "Cs", "Cn")]:
        raise UnwritableText(text=repr(plain)[1:-1], characters=_named(bad))
    return plain


def _named(characters: Sequence[str]) -> str:
    return ", ".join(sorted({f"U+{ord(one):04X}" for one in characters}))


def bank_csv(*, columns: Sequence[str], separator: str, encoding: str, orders: Sequence[Order]) -> bytes:
    """
    Return the orders as CSV by the bank's layout, in UTF-8 (with its mark) or CP949.

    Compatibility forms are written plainly (㈜ stays, ﬁ becomes fi); what CP949 lacks after that is refused,
    naming it, so that no name reaches the bank broken. A text that a spreadsheet would take for a formula
    gets a space before it.

    :raises UnwritableText: naming the text and the characters.
    """
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    for order in orders:
        writer.writerow([_cell(order, column, encoding) for column in columns])
    return file.getvalue().encode("utf-8-sig" if encoding == "utf-8" else encoding)


def _cell(order: Order, column: str, encoding: str) -> str:
    if column == "blank":
        return ""
    value = getattr(order, column)
    if not isinstance(value, str) or column in ("number", "bank_code"):
        return str(value)
    text = _encodable(_clean(value, TEXT_LENGTH), encoding)
    return f" {text}" if text.startswith(_FORMULA) else text


def _encodable(text: str, encoding: str) -> str:
    """Return a text that the encoding carries: as it is, or each lacking character in its plain form."""
    found: list[str] = []
    lacking: list[str] = []
    for one in text:
        plain = next((way for way in (one, unicodedata.normalize("NFKC", one)) if _fits(way, encoding)), None)
        (lacking if plain is None else found).append(one if plain is None else plain)
    if lacking:
        raise UnwritableText(text=text, characters=" ".join(dict.fromkeys(lacking)))
    return "".join(found)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
