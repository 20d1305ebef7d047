"""The form of the numbers that identify a firm. Pure; a number that fits its form proves no identity."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from firms.refusals import InvalidBusinessNumber, InvalidCorporateNumber, InvalidHsCode, InvalidSector

#: of an e-mail address (RFC 5321), and of its column
LONGEST_ADDRESS = 254
BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
CORPORATE_WEIGHTS = (1, 2) * 6

NOT_DIGITS = _("A business registration number has digits and hyphens only; “%(found)s” is neither.")
WRONG_LENGTH = _(
    "A business registration number has 10 digits, such as 124-81-00998; this one has %(count)s."
)


def check_business_number(text: str) -> str:
    """
    Return the ten digits of a business registration number (사업자등록번호).

    Weights 1, 3, 7, 1, 3, 7, 1, 3, 5 over nine digits, plus the tens of five times the ninth; the tenth
    digit brings the sum to a multiple of ten. Source: the published checksum (hongpage.kr/96).

    :raises InvalidBusinessNumber: if the text has something else than digits, another length, or a last
        digit that does not fit.
    """
    digits = _digits(text)
    if strange := re.search(r"[^0-9]", digits):
        raise InvalidBusinessNumber(NOT_DIGITS, field="business_number", found=strange[0])
    if len(digits) != 10:
        raise InvalidBusinessNumber(WRONG_LENGTH, field="business_number", count=len(digits))
    if int(digits[9]) != business_check_digit(digits[:9]):
        raise InvalidBusinessNumber(field="business_number")
    return digits


def business_check_digit(nine: str) -> int:
    """Return the tenth digit that belongs to nine digits of a business registration number."""
    weighted = sum(weight * int(digit) for weight, digit in zip(BUSINESS_WEIGHTS, nine, strict=True))
    return -(weighted + int(nine[8]) * 5 // 10) % 10


def check_corporate_number(text: str) -> str:
    """
    Return the 13 digits of a corporate registration number (법인등록번호), or "" for none.

    :raises InvalidCorporateNumber: if the text has something else than 13 digits. A check digit that does not
        fit is no refusal: see `corporate_number_is_doubtful`.
    """
    digits = _digits(text)
    if digits and not re.fullmatch(r"[0-9]{13}", digits):
        raise InvalidCorporateNumber(field="corporate_number")
    return digits


def corporate_number_is_doubtful(digits: str) -> bool:
    """
    Say whether the check digit of a corporate registration number does not fit: a warning, never a refusal.

    Weights 1 and 2 in turn over 12 digits. Numbers issued from 31 January 2025 no longer follow the rule, so
    that a number which does not fit can be right all the same.
    """
    if len(digits) != 13:
        return False
    weighted = sum(weight * int(digit) for weight, digit in zip(CORPORATE_WEIGHTS, digits[:12], strict=True))
    return int(digits[12]) != -weighted % 10


def check_sector(text: str) -> str:
    """
    Return a KSIC rev. 11 code in its normal form: a capital letter A to U and up to 5 digits.

    :raises InvalidSector: otherwise.
    """
    code = re.sub(r"[\s.]", "", unicodedata.normalize("NFKC", text or "")).upper()
    if not re.fullmatch(r"[A-U][0-9]{0,5}", code):
        raise InvalidSector(field="sector")
    return code


def _digits(text: str) -> str:
    """Return the text without spaces, hyphens and points, full-width digits made narrow."""
    return re.sub(r"[\s.\-‐‑‒–—−]", "", unicodedata.normalize("NFKC", text or ""))


def check_hs_code(text: str) -> str:
    """
    Return a customs code as its digits; empty stays empty.

    The first six digits are the Harmonized System's, eight the EU's Combined Nomenclature's, ten the national
    tariff's.

    :raises InvalidHsCode: if it is not four to ten digits, dots and spaces aside.
    """
    digits = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text))
    if digits and not re.fullmatch(r"[0-9]{4,10}", digits):
        raise InvalidHsCode(field="hs_code")
    return digits
