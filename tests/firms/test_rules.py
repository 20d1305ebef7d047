"""The form of the numbers that identify a firm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firms import rules
from firms.refusals import InvalidBusinessNumber, InvalidCorporateNumber, InvalidSector


class TestBusinessNumber:
    @pytest.mark.parametrize(
        "text", ["124-81-00998", "4168138772", " 124 81 00998 ", "１２４－８１－００９９８", "124.81.00998"]
    )
    def test_takes_published_numbers_however_they_are_typed(self, text):
        assert rules.check_business_number(text) in {"1248100998", "4168138772"}

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("124-81-00999", "The last digit does not fit the other nine: look at the number again."),
            ("124-81-0099", "this one has 9"),
            ("124-81-009988", "this one has 11"),
            ("", "this one has 0"),
            ("124-81-00A98", "“A” is neither"),
            ("사업자번호", "“사” is neither"),
            ("124-81-00998\x00", "is neither"),
            ("٣٤٥-٨١-٠٠٩٩٨", "is neither"),
        ],
    )
    def test_says_precisely_what_is_wrong(self, text, words):
        with pytest.raises(InvalidBusinessNumber) as refused:
            rules.check_business_number(text)
        assert words in str(refused.value)
        assert refused.value.field == "business_number"

    @given(st.integers(0, 999_999_999), st.integers(0, 9), st.integers(1, 9))
    def test_catches_every_single_wrong_digit(self, number, place, shift):
        nine = f"{number:09d}"
        whole = nine + str(rules.business_check_digit(nine))
        assert rules.check_business_number(whole) == whole
        wrong = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
        with pytest.raises(InvalidBusinessNumber):
            rules.check_business_number(wrong)


class TestCorporateNumber:
    def test_warns_of_a_check_digit_that_does_not_fit_and_never_refuses_it(self):
        # 1×1 + 2×1 + 1×0 + 2×1 + 1×1 + 2×1 = 8, the rest is 0: the last digit is 2
        assert rules.check_corporate_number("110111-0000002") == "1101110000002"
        assert not rules.corporate_number_is_doubtful("1101110000002")
        assert rules.check_corporate_number("110111-0000003") == "1101110000003"
        assert rules.corporate_number_is_doubtful("1101110000003")

    def test_may_be_empty(self):
        assert rules.check_corporate_number("") == ""
        assert not rules.corporate_number_is_doubtful("")

    @pytest.mark.parametrize("text", ["110111-000000", "110111-00000022", "110111-000000x"])
    def test_refuses_what_has_not_13_digits(self, text):
        with pytest.raises(InvalidCorporateNumber, match="13 digits"):
            rules.check_corporate_number(text)


class TestSector:
    @pytest.mark.parametrize(
        ("text", "code"), [("C29132", "C29132"), ("c 24", "C24"), ("Ｃ２９", "C29"), ("a", "A")]
    )
    def test_takes_a_letter_and_up_to_five_digits(self, text, code):
        assert rules.check_sector(text) == code

    @pytest.mark.parametrize("text", ["", "29132", "V10", "C291321", "CC12", "C-1"])
    def test_refuses_anything_else(self, text):
        with pytest.raises(InvalidSector, match="one letter from A to U"):
            rules.check_sector(text)
