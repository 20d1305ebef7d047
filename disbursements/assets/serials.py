"""Serial numbers in the form in which two of them are compared: one machine is funded once. Pure."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal

#: legal forms that stand beside a maker's name and do not tell two makers apart
_FORMS = re.compile(
    r"주식회사|유한회사|\(주\)|\(유\)|\b(?:CO|LTD|INC|CORP|CORPORATION|COMPANY|LIMITED|GMBH|AG)\b\.?"
)
_LONGEST_MAKER, _LONGEST_SERIAL = 60, 40


class InvalidSerial(Refusal):
    message = _(
        "“%(serial)s” is no serial number. Copy it from the plate: letters and digits, at most 40 of them."
    )


class SerialTwice(Refusal):
    message = _("“%(serial)s” stands here twice. Every machine has a serial number of its own.")


def normal_maker(maker: str) -> str:
    """Return a maker's name without legal form, spaces, signs and case."""
    text = unicodedata.normalize("NFKC", maker).upper()
    return re.sub(r"[\W_]", "", _FORMS.sub(" ", text))[:_LONGEST_MAKER]


def normal_serial(serial: str) -> str:
    """
    Return a serial number without spaces, signs and case.

    :raises InvalidSerial: if no letter or digit is left, or too many.
    """
    number = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", serial).upper())
    if not 1 < len(number) <= _LONGEST_SERIAL:
        raise InvalidSerial(field="serials", serial=serial[:60])
    return number


def mark_of(maker: str, serial: str) -> str:
    """Return what may serve only once anywhere: the maker's name and the number, both in normal form."""
    return f"{normal_maker(maker)}:{normal_serial(serial)}"


def read_serials(text: str) -> list[str]:
    """
    Return the serial numbers as typed, one to a line.

    :raises InvalidSerial, SerialTwice: naming the number.
    """
    typed = [line.strip() for line in text.splitlines() if line.strip()]
    known: set[str] = set()
    for serial in typed:
        number = normal_serial(serial)
        if number in known:
            raise SerialTwice(field="serials", serial=serial)
        known.add(number)
    return typed
