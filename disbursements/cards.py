"""
Approvals of dedicated cards: whose they are, and the number under which one serves once anywhere. Pure.

An approval number is given anew by every card company and every day: alone it would find two firms' purchases
to be one. Company, day and number together name one approval, and nothing a firm could vary (sum, merchant,
item) is part of it. As letters and digits without a break they are told from the 24 of an e-tax invoice by
their length, 16 to 22.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from disbursements.refusals.invoices import CardCompanyMissing, InvalidCardNumber

#: by the two characters that payment networks give them; who approves, not whose bank stands on the card
COMPANIES = (
    ("11", _("KB Kookmin Card")),
    ("21", _("Hana Card")),
    ("31", _("BC Card")),
    ("34", _("Suhyup Card")),
    ("35", _("Jeonbuk Bank Card")),
    ("36", _("Citi Card")),
    ("37", _("Korea Post Card")),
    ("38", _("Shinhyup Card")),
    ("41", _("Shinhan Card")),
    ("42", _("Jeju Bank Card")),
    ("46", _("Gwangju Bank Card")),
    ("51", _("Samsung Card")),
    ("61", _("Hyundai Card")),
    ("71", _("Lotte Card")),
    ("91", _("NH Card")),
    ("W1", _("Woori Card")),
)
_KEY = re.compile(r"([0-9A-Z]{2})([0-9]{8})([0-9A-Z]{6,12})")


@dataclass(frozen=True)
class Approval:
    """One approval: the code of the card company, the day, the number on the slip."""

    company: str
    approved_on: dt.date
    number: str

    @property
    def key(self) -> str:
        """The number under which it serves once in the whole system."""
        return f"{self.company}{self.approved_on:%Y%m%d}{self.number}"

    @property
    def words(self) -> str:
        """Company and number, as the slip has them."""
        return f"{dict(COMPANIES).get(self.company, self.company)} {self.number}"


def normal_card_number(text: str, *, field: str) -> str:
    """
    Return the approval number of a card payment in its normal form: 6 to 12 digits or capital letters.

    :raises InvalidCardNumber: if it has another length or other characters.
    """
    number = re.sub(r"[\s\-–—]", "", unicodedata.normalize("NFKC", text)).upper()
    if not re.fullmatch(r"[0-9A-Z]{6,12}", number):
        raise InvalidCardNumber(field=field)
    return number


def card_approval(*, company: str, approved_on: dt.date, number: str, field: str) -> Approval:
    """
    Return an approval as somebody typed it, its number in `field`.

    :raises CardCompanyMissing: if the company is none that is known.
    :raises InvalidCardNumber: if the number has another length or other characters.
    """
    if company not in dict(COMPANIES):
        raise CardCompanyMissing(field="card_company")
    return Approval(company, approved_on, normal_card_number(number, field=field))


def read_key(number: str) -> Approval | None:
    """Return the approval whose key this is; None for the number of anything else."""
    found = _KEY.fullmatch(number)
    if found is None:
        return None
    try:
        day = dt.datetime.strptime(found[2], "%Y%m%d").date()  # noqa: DTZ007 – a day
    except ValueError:
        return None
    return Approval(found[1], day, found[3])


def proof_words(number: str) -> str:
    """Return a proof as people know it: a card's company and approval, or the number of the invoice."""
    approval = read_key(number)
    return approval.words if approval else number
