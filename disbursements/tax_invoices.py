"""
E-tax invoices from their standard XML (전자세금계산서 표준). Pure: bytes in, facts or a refusal out.

The form is that of the Korean Electronic Commerce standard "TaxInvoice", schema module 1.0, namespace
`urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0`. What is read where
was taken from public programs that write and read such files; the tax office's own specification was not at
hand:

- `TaxInvoiceDocument/IssueID` the approval number, `IssueDateTime` the day as YYYYMMDD, `TypeCode` (its last
  four digits: 01xx an invoice, 02xx a revised one), `AmendmentStatusCode` why it revises another,
  `OriginalIssueID` which;
- `TaxInvoiceTradeSettlement/InvoicerParty` and `InvoiceeParty` with `ID` (business number) and `NameText`;
- `TaxInvoiceTradeSettlement/SpecifiedMonetarySummation` with `ChargeTotalAmount` (without VAT),
  `TaxTotalAmount` and `GrandTotalAmount`;
- `TaxInvoiceTradeLineItem` with `NameText` and `InvoiceAmount`, as often as needed.

Elements are found by their local names, so that a prefix or another namespace version does not matter.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.workflow.refusals import Refusal
from disbursements import refusals
from disbursements.rules import normal_invoice_number
from firms.rules import check_business_number

#: a real one has some kilobytes, its signature included
MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class TaxInvoice:
    """What an e-tax invoice says: number, day, both parties, won without VAT, VAT, total."""

    number: str
    issued_on: dt.date
    supplier_number: str
    supplier_name: str
    buyer_number: str
    supply_won: int
    tax_won: int
    total_won: int
    items: tuple[str, ...] = ()
    revises: str = ""


def read_tax_invoice(data: bytes) -> TaxInvoice:
    """
    Return what the invoice says.

    :raises NoXml: if the bytes are no XML, cut off, or in an encoding they don't name.
    :raises DangerousXml: if they declare entities or a document type: no e-tax invoice does.
    :raises NoTaxInvoice: if it is other XML, or a part is missing or can't be read, naming it.
    :raises SumsDiffer: if the amounts don't add up.
    """
    root = _parsed(data)
    document, settlement = _part(root, "TaxInvoiceDocument"), _part(root, "TaxInvoiceTradeSettlement")
    seller, buyer = _part(settlement, "InvoicerParty"), _part(settlement, "InvoiceeParty")
    sums = _part(settlement, "SpecifiedMonetarySummation")
    invoice = TaxInvoice(
        number=_number(document),
        issued_on=_day(document),
        supplier_number=_business_number(seller),
        supplier_name=_text(seller, "NameText")[:120],
        buyer_number=_business_number(buyer),
        supply_won=_won(sums, "ChargeTotalAmount"),
        tax_won=_won(sums, "TaxTotalAmount", allow_missing=True),
        total_won=_won(sums, "GrandTotalAmount"),
        items=tuple(_found(item, "NameText") for item in root if _local(item) == "TaxInvoiceTradeLineItem"),
        revises=_found(document, "OriginalIssueID") or _found(document, "AmendmentStatusCode"),
    )
    _check_sums(invoice, root)
    return invoice


def differing(said: TaxInvoice, typed: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return {field: (what the file says, what was typed)} where they differ."""
    facts = {
        "invoice_number": said.number,
        "invoice_on": said.issued_on,
        "supplier_number": said.supplier_number,
        "supply_won": said.supply_won,
        "tax_won": said.tax_won,
    }
    return {
        field: (_shown(value), _shown(typed[field]))
        for field, value in facts.items()
        if field in typed and typed[field] != value
    }


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _parsed(data: bytes) -> Element:
    if len(data) > MOST_BYTES:
        raise refusals.DangerousXml
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise refusals.DangerousXml from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:  # LookupError: no such encoding
        raise refusals.NoXml from error
    if _local(root) != "TaxInvoice":
        found = next((one for one in root.iter() if _local(one) == "TaxInvoice"), None)
        if found is None:
            raise refusals.NoTaxInvoice(part="TaxInvoice")
        return found
    return root


def _check_sums(invoice: TaxInvoice, root: Element) -> None:
    if invoice.supply_won + invoice.tax_won != invoice.total_won:
        raise refusals.SumsDiffer(
            parts=f"{invoice.supply_won:,} + {invoice.tax_won:,}", total=f"{invoice.total_won:,}"
        )
    lines = [item for item in root if _local(item) == "TaxInvoiceTradeLineItem"]
    amounts = [_won(item, "InvoiceAmount") for item in lines if _found(item, "InvoiceAmount")]
    if amounts and sum(amounts) != invoice.supply_won:
        parts = " + ".join(f"{amount:,}" for amount in amounts)
        raise refusals.SumsDiffer(parts=parts, total=f"{invoice.supply_won:,}")


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _part(element: Element, name: str) -> Element:
    found = next((child for child in element if _local(child) == name), None)
    if found is None:
        raise refusals.NoTaxInvoice(part=name)
    return found


def _found(element: Element, name: str) -> str:
    """Return the text of a part, or an empty one."""
    child = next((child for child in element if _local(child) == name), None)
    return " ".join((child.text or "").split()) if child is not None else ""


def _text(element: Element, name: str) -> str:
    text = _found(element, name)
    if not text:
        raise refusals.NoTaxInvoice(part=name)
    return text


def _number(document: Element) -> str:
    return _read(normal_invoice_number, document, "IssueID")


def _business_number(party: Element) -> str:
    return _read(check_business_number, party, "ID")


def _read(rule: Any, element: Element, name: str) -> str:
    text = _text(element, name)
    try:
        return str(rule(text))
    except Refusal as refusal:
        raise refusals.NoTaxInvoice(part=f"{name} = {text[:40]}") from refusal


def _day(document: Element) -> dt.date:
    text = _text(document, "IssueDateTime")
    try:
        return dt.datetime.strptime(re.sub(r"\D", "", text)[:8], "%Y%m%d").date()  # noqa: DTZ007 – a day
    except ValueError as error:
        raise refusals.NoTaxInvoice(part=f"IssueDateTime = {text[:40]}") from error


def _won(element: Element, name: str, *, allow_missing: bool = False) -> int:
    text = _found(element, name)
    if not text and allow_missing:
        return 0
    if not re.fullmatch(r"[0-9]{1,15}(\.0+)?", text):
        raise refusals.NoTaxInvoice(part=f"{name} = {text[:40]}")
    return int(text.partition(".")[0])
