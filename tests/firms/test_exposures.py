"""Export rules that firms meet: recorded, ended, seen."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.users.models import User
from firms.models import Exposure, Firm
from firms.operations import end_exposure, record_exposure
from firms.refusals import ExposureDates, ExposureEnded, ExposureExists, InvalidHsCode, ProductNameMissing
from firms.rules import check_hs_code
from firms.sectors import NAMES, division, names

pytestmark = pytest.mark.django_db

SINCE = dt.date(2026, 1, 1)


def record(firm: Firm, by: User, at: dt.datetime, **changed: Any) -> Exposure:
    facts = {"regulation": "CBAM", "product": "볼트", "hs_code": "7318.15", "since": SINCE, **changed}
    return record_exposure(firm=firm, by=by, at=at, **facts)


class TestRecord:
    def test_keeps_rule_product_code_and_day(
        self, tier1: Firm, tier1_clerk: User, moment: dt.datetime
    ) -> None:
        found = record(tier1, tier1_clerk, moment, product="  볼트,  \n“M8” 🔩 ")
        assert (found.regulation, found.product, found.hs_code) == ("CBAM", "볼트, “M8” 🔩", "731815")
        assert found.since == SINCE
        assert found.ended_on is None

    def test_refuses_it_twice_but_takes_another_product(
        self, tier1: Firm, tier1_clerk: User, moment: dt.datetime
    ) -> None:
        record(tier1, tier1_clerk, moment)
        with pytest.raises(ExposureExists) as refused:
            record(tier1, tier1_clerk, moment)
        assert refused.value.field == "product"
        record(tier1, tier1_clerk, moment, product="너트")
        assert tier1.exposures.count() == 2

    def test_refuses_what_does_not_fit(self, tier1: Firm, tier1_clerk: User, moment: dt.datetime) -> None:
        for wrong, refusal in (
            ({"product": " "}, ProductNameMissing),
            ({"hs_code": "731"}, InvalidHsCode),
            ({"since": dt.date(2026, 2, 3)}, ExposureDates),
        ):
            with pytest.raises(refusal):
                record(tier1, tier1_clerk, moment, **wrong)

    def test_is_for_people_of_the_firm(
        self, tier1: Firm, officer: User, rival_rep: User, moment: dt.datetime
    ) -> None:
        for person in (officer, rival_rep):
            with pytest.raises(PermissionDenied):
                record(tier1, person, moment)


class TestEnd:
    def test_ends_once_within_its_days(self, tier1: Firm, tier1_clerk: User, moment: dt.datetime) -> None:
        exposure = record(tier1, tier1_clerk, moment)
        for day in (SINCE - dt.timedelta(days=1), dt.date(2026, 2, 3)):
            with pytest.raises(ExposureDates):
                end_exposure(exposure=exposure, ended_on=day, by=tier1_clerk, at=moment)
        assert end_exposure(exposure=exposure, ended_on=SINCE, by=tier1_clerk, at=moment).ended_on == SINCE
        with pytest.raises(ExposureEnded, match="2026-01-01"):
            end_exposure(exposure=exposure, ended_on=SINCE, by=tier1_clerk, at=moment)
        assert not tier1.exposures.present().exists()
        record(tier1, tier1_clerk, moment, since=dt.date(2026, 2, 1))

    def test_is_for_people_of_the_firm(
        self, tier1: Firm, tier1_clerk: User, officer: User, moment: dt.datetime
    ) -> None:
        exposure = record(tier1, tier1_clerk, moment)
        with pytest.raises(PermissionDenied):
            end_exposure(exposure=exposure, ended_on=SINCE, by=officer, at=moment)


class TestPages:
    def test_recorded_and_ended_by_clicking(self, client: Any, tier1: Firm, tier1_rep: User) -> None:
        client.force_login(tier1_rep)
        add = reverse("firms:exposure_add", args=[tier1.public_id])
        facts = {"regulation": "BATTERY", "product": "음극재", "hs_code": "3801-10", "since": "2026-01-01"}
        assert client.post(add, {**facts, "hs_code": "x"}).status_code == 422
        assert client.post(add, facts).url == tier1.get_absolute_url()
        exposure = tier1.exposures.get()
        end = reverse("firms:exposure_end", args=[exposure.public_id])
        assert "음극재" in client.get(end).content.decode()
        assert client.post(end, {"ended_on": "2026-01-31"}).url == tier1.get_absolute_url()
        assert client.get(end).status_code == 302


@pytest.mark.parametrize(
    ("typed", "digits"), [("", ""), ("8708.30", "870830"), (" 7210-12 ", "721012"), ("７３１８", "7318")]
)
def test_a_customs_code_is_kept_as_digits(typed: str, digits: str) -> None:
    assert check_hs_code(typed) == digits


@pytest.mark.parametrize("typed", ["731", "12345678901", "73A8"])
def test_refuses_what_is_no_customs_code(typed: str) -> None:
    with pytest.raises(InvalidHsCode):
        check_hs_code(typed)


class TestSectors:
    @pytest.mark.parametrize(
        ("code", "part"), [("C30320", "C30"), ("C30", "C30"), ("C3", "C"), ("C", "C"), ("F4121", "F41")]
    )
    def test_are_told_apart_by_letter_and_two_digits(self, code: str, part: str) -> None:
        assert division(code) == part

    def test_have_names_in_both_languages(self) -> None:
        assert names("C30320") == ("C30 자동차 및 트레일러 제조업", "C30 Motor vehicles and trailers")
        assert names("F4121") == ("F41 건설업", "F41 Construction")
        assert all(korean and english for korean, english in NAMES.values())
        assert set("ABCDEFGHIJKLMNOPQRSTU") <= NAMES.keys()
