from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from core.ui import fields
from core.ui.rows import CellOfRow, RowsField

GOOD_WON = [
    ("1234567", 1_234_567),
    ("1,234,567", 1_234_567),
    ("1,234,567원", 1_234_567),
    (" 1 234 567 원 ", 1_234_567),
    ("１，２３４", 1_234),
    ("₩5,000", 5_000),
    ("5000.00", 5_000),
    ("999999999999999", 10**15 - 1),
]
BAD_WON = [
    ("0", "zero"),
    ("-5", "negative"),
    ("−5", "negative"),
    ("1.5", "fraction"),
    ("1.00000000000000000000000000000000001", "fraction"),
    ("백만", "not_a_number"),
    ("12ab", "not_a_number"),
    ("1,23", "comma"),
    ("0,145", "comma"),
    ("0,145원", "comma"),
    ("1e5", "not_a_number"),
    ("NaN", "not_a_number"),
    ("Infinity", "not_a_number"),
    ("<b>1</b>", "not_a_number"),
    ("1000000000000000", "too_large"),
    ("1234567890123456789", "too_large"),
    ("9" * 150, "too_large"),
    ("", "required"),
]


def refusal(field, text):
    """Return the code of the error for a typed text."""
    with pytest.raises(ValidationError) as refused:
        field.clean(text)
    return refused.value.error_list[0].code


class TestLineField:
    @pytest.mark.parametrize("typed", ["새빛\u200b정밀", "\u202e새빛정밀\u202c", " \ufeff새빛정밀 \u2066"])
    def test_leaves_out_what_nobody_sees(self, typed):
        assert fields.LineField().clean(typed) == "새빛정밀"

    def test_is_empty_where_nothing_can_be_seen(self):
        assert refusal(fields.LineField(), "\u200b\u2066") == "required"


class TestWonField:
    @pytest.mark.parametrize(("text", "amount"), GOOD_WON)
    def test_reads_amounts_as_people_type_them(self, text, amount):
        cleaned = fields.WonField().clean(text)
        assert cleaned == amount
        assert isinstance(cleaned, int)

    @pytest.mark.parametrize(("text", "code"), BAD_WON)
    def test_refuses_with_a_reason_of_its_own(self, text, code):
        assert refusal(fields.WonField(), text) == code

    def test_keeps_what_was_typed(self):
        form = _form(fields.WonField())({"it": "12.5원<"})
        assert not form.is_valid()
        assert 'value="12.5원&lt;"' in str(form["it"])

    def test_shows_a_stored_amount_with_separators(self):
        assert 'value="1,234,567"' in str(_form(fields.WonField())(initial={"it": 1_234_567})["it"])

    def test_an_optional_one_may_be_empty(self):
        assert fields.WonField(required=False).clean("") is None

    def test_zero_where_zero_is_allowed(self):
        assert fields.WonField(allow_zero=True).clean("0") == 0

    def test_the_same_amount_is_no_change(self):
        assert not _form(fields.WonField())({"it": "1,000"}, initial={"it": 1000}).has_changed()


class TestTonnesAndKilograms:
    @pytest.mark.parametrize(
        ("text", "kilograms"), [("12.345", 12_345), ("20,000", 20_000_000), ("1.5 tCO₂e", 1_500)]
    )
    def test_tonnes_become_kilograms(self, text, kilograms):
        assert fields.TonnesField().clean(text) == kilograms

    @pytest.mark.parametrize(
        ("text", "code"), [("1.2345", "fraction"), ("-1", "negative"), ("0", "zero"), ("x", "not_a_number")]
    )
    def test_refuses(self, text, code):
        assert refusal(fields.TonnesField(), text) == code

    def test_shows_stored_kilograms_as_tonnes(self):
        assert 'value="12.345"' in str(_form(fields.TonnesField())(initial={"it": 12_345})["it"])

    def test_kilograms_are_whole(self):
        assert fields.KilogramField().clean("1,200 kg") == 1200
        assert refusal(fields.KilogramField(), "1.5") == "fraction"


class TestDecimalQuantityField:
    @pytest.mark.parametrize(
        ("text", "quantity"),
        [("1,234.56", "1234.56"), ("0", "0"), (".5", "0.5"), ("12 kWh", "12"), ("１２．５", "12.5")],
    )
    def test_reads_quantities(self, text, quantity):
        assert fields.DecimalQuantityField(unit="kWh").clean(text) == Decimal(quantity)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("NaN", "not_a_number"),
            ("inf", "not_a_number"),
            ("1.2.3", "not_a_number"),
            ("12 kW", "not_a_number"),
            ("-1", "negative"),
            ("1.0000001", "fraction"),
            ("1" + "0" * 12, "too_large"),
        ],
    )
    def test_refuses(self, text, code):
        assert refusal(fields.DecimalQuantityField(unit="kWh"), text) == code


class TestBusinessNumberField:
    @pytest.mark.parametrize("text", ["124-81-00998", "1248100998", "124 81 00998", "１２４８１００９９８"])
    def test_reads_ten_digits(self, text):
        assert fields.BusinessNumberField().clean(text) == "1248100998"

    @pytest.mark.parametrize("text", ["124-81-0099", "124-81-009981", "abc", "12481O0998"])
    def test_refuses_another_form(self, text):
        assert refusal(fields.BusinessNumberField(), text) == "form"

    def test_asks_the_validator_it_was_given(self):
        def check(digits):
            raise ValidationError(f"{digits} is wrong", code="check_digit")

        assert refusal(fields.BusinessNumberField(check=check), "124-81-00990") == "check_digit"


class TestMonthField:
    @pytest.mark.parametrize("text", ["2026-05", "2026.5", "2026/05", "２０２６-０５"])
    def test_reads_the_first_day(self, text):
        assert fields.MonthField().clean(text) == date(2026, 5, 1)

    @pytest.mark.parametrize("text", ["2026-13", "2026-00", "5월", "26-05", "0000-01", "2026-05-01x"])
    def test_refuses(self, text):
        assert refusal(fields.MonthField(), text) == "form"


def _form(field):
    """Return a form class with one field, `it`."""
    return type("OneField", (forms.Form,), {"it": field})


class TestRows:
    FIELD = RowsField(
        [CellOfRow("name", "Name", forms.CharField()), CellOfRow("on", "On", fields.DayField())]
    )
    SENT = {"t.rows": "4", "t.0.name": "a", "t.0.on": "2026-01-01", "t.2.name": "b", "t.2.on": "soon"}

    def test_are_numbered_as_they_are_seen(self):
        value = self.FIELD.widget.value_from_datadict(self.SENT, {}, "t")
        with translation.override("en"), pytest.raises(ValidationError, match="Row 3, On"):
            self.FIELD.clean(value)
        assert [row["name"] for row in value] == ["a", None, "b"]

    def test_leave_empty_ones_out(self):
        value = self.FIELD.widget.value_from_datadict({**self.SENT, "t.2.on": "2026-01-02"}, {}, "t")
        assert [row["name"] for row in self.FIELD.clean(value)] == ["a", "b"]
