"""Money led astray by allowed steps in an order nobody thought of, and by files that say odd things."""

from typing import Any

import pytest
from django.utils import translation

from core.evidence.checks import CSV
from disbursements import cancelled_lists, refusals
from disbursements.bank.layouts import check_answer_columns
from disbursements.bank.reading import read_camt053, read_csv
from disbursements.invoices.reading import read_invoices
from reporting.exports import status
from tests.disbursements.test_bank_files import camt


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


class TestStatements:
    """What a bank's file says is never read as another thing."""

    GOOD = camt(("PAY-1-1", 5, "CRDT", "R-1")).decode()

    @pytest.mark.parametrize(
        ("said", "forged", "why"),
        [
            ('Ccy="KRW">5<', 'Ccy="USD">5<', "won"),
            ('Ccy="KRW">5<', ">5<", "won"),
            ("<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<CdtDbtInd>OUT</CdtDbtInd><Sts>", "DBIT nor CRDT"),
            ("<CdtDbtInd>CRDT</CdtDbtInd>", "", "DBIT nor CRDT"),
        ],
    )
    def test_of_other_money_or_of_no_direction_are_refused(self, said: str, forged: str, why: str) -> None:
        with pytest.raises(refusals.UnreadableStatement, match=why):
            read_camt053(self.GOOD.replace(said, forged).encode())

    def test_with_a_cell_of_a_megabyte_are_refused_as_any_other_list(self) -> None:
        cell = b"booked,2026-02-02," + b"1" * 200_000 + b"\n"
        columns = check_answer_columns("booked_on,bank_reference,end_to_end_id,withdrawn_won,deposited_won")
        with pytest.raises(refusals.UnreadableStatement):
            read_csv(cell, columns=columns, separator=",", encoding="utf-8", account_number="1", name="n")
        with pytest.raises(refusals.ListUnreadable):
            cancelled_lists.read_cancelled(cell)
        with pytest.raises(refusals.ListUnreadable):
            read_invoices(cell, CSV)
        with pytest.raises(status.NotReadable):
            status.read(cell)
