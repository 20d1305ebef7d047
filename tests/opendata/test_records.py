"""One grant becomes one record: pure, so every case is a few plain values."""

import dataclasses
import datetime as dt
import json

import pytest
from django.utils import translation

from programs.models import GrantKind
from reporting.opendata.facts import GrantFacts, Payment, TakenBack
from reporting.opendata.package import stream
from reporting.opendata.publication import Organisation, Publication
from reporting.opendata.records import LONGEST_TITLE, moment, record, regrant_type
from reporting.opendata.texts import texts
from tests.opendata.published import codes, needs_the_schema, problems

DAY = dt.date(2026, 3, 2)
AT = dt.datetime(2026, 3, 2, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))
OFFICE = Organisation("360G-motir-motir", "산업부")
TIER1 = Organisation("KR-BRN-1248100998", "한빛정밀", "busan")
PUBLICATION = Publication(
    "360G-motir", OFFICE, "", "https://office.example/f.json", "https://office.example/"
)
#: quotes, commas, newlines, an emoji, a mark that turns the direction, a backslash, an end of a script
EVIL = "㈜\"따옴표\", '쉼표'\n줄\t탭 \U0001f3ed‮뒤집힌‬ \\ </script> = +1"


def grant(**known):
    terms = {
        "public_id": "a1", "kind": GrantKind.SUBSIDY, "title": "압축기 교체", "recipient": TIER1, "funder": OFFICE,
        "parent": "", "program_code": "p-2026", "program_name": "탄소파트너십", "decided_on": DAY, "starts_on": DAY,
        "ends_on": None, "own_won": 70, "regrant_won": 30, "modified_at": AT,
    }  # fmt: skip
    return GrantFacts(**terms | known)


def made(**known):
    return record(grant(**known), PUBLICATION, texts())


class TestRegrantType:
    @pytest.mark.parametrize(("own", "regrant", "code"), [(70, 30, "FRG070"), (0, 30, "FRG020"), (70, 0, "")])
    def test_says_whether_all_is_handed_on(self, own, regrant, code):
        assert made(own_won=own, regrant_won=regrant).get("regrantType", "") == code

    def test_follows_what_stands_of_the_award(self):
        back = TakenBack("r1", DAY, 70, 0)
        assert regrant_type(grant(taken_back=(back,))) == "FRG020"
        assert regrant_type(grant(taken_back=(dataclasses.replace(back, own_won=0, regrant_won=30),))) == ""

    def test_of_a_contribution_is_never_all(self):
        gift = {"kind": GrantKind.CONTRIBUTION, "regrant_won": 0}
        assert regrant_type(grant(**gift)) == ""
        assert regrant_type(grant(**gift, gives_on=True)) == "FRG070"

    @needs_the_schema
    def test_is_a_published_code(self):
        assert {"FRG020", "FRG070"} <= codes("regrantType.csv")


class TestAmounts:
    def test_what_was_awarded_is_the_sum_of_its_commitments(self):
        found = made(taken_back=(TakenBack("r1", DAY, 20, 0), TakenBack("r2", DAY, 5, 10)))
        assert found["amountAwarded"] == 65
        assert [one["value"] for one in found["commitmentTransaction"]] == [70, 30, -20, -5, -10]
        assert len({one["id"] for one in found["commitmentTransaction"]}) == 5

    def test_what_was_paid_is_the_sum_of_its_payments(self):
        found = made(payments=(Payment("t1", DAY, 40), Payment("t2", dt.date(2026, 4, 1), 2)))
        assert found["amountDisbursed"] == 42
        assert found["disbursementTransaction"] == [
            {"id": "360G-motir-t1", "transactionDate": "2026-03-02", "currency": "KRW", "value": 40},
            {"id": "360G-motir-t2", "transactionDate": "2026-04-01", "currency": "KRW", "value": 2},
        ]

    def test_nothing_paid_is_told_as_nothing(self):
        found = made()
        assert found["amountDisbursed"] == 0
        assert "disbursementTransaction" not in found


class TestWords:
    def test_a_title_stays_under_140_characters(self):
        found = made(title="가" * 160)
        assert len(found["title"]) == LONGEST_TITLE
        assert found["title"].startswith("한빛정밀 – 가")

    def test_is_written_in_the_first_language_whoever_reads(self):
        korean = texts()
        with translation.override("en"):
            assert texts() == korean

    def test_places_are_no_nearer_than_is_public(self):
        found = made()
        assert found["recipientOrganization"][0]["addressRegion"] == "부산"
        assert found["beneficiaryLocation"] == [{"name": "대한민국", "countryCode": "KR"}]

    def test_a_moment_is_told_in_utc(self):
        assert moment(AT) == "2026-03-01T15:30:00Z"

    @pytest.mark.parametrize("name", [EVIL, '"', "\n", "‮", "]}", "\\"])
    def test_whatever_a_firm_is_called_the_file_can_be_read(self, name):
        facts = grant(recipient=dataclasses.replace(TIER1, name=name), title=name)
        package = json.loads("".join(stream([facts, facts], PUBLICATION, texts())).encode())
        assert [one["recipientOrganization"][0]["name"] for one in package["grants"]] == [name] * 2


@needs_the_schema
class TestPublishedSchema:
    """The checker finds what is wrong, so that its silence means something."""

    @pytest.fixture
    def package(self):
        facts = [
            grant(),
            grant(public_id="a2", kind=GrantKind.INDIRECT, parent="a1", payments=(Payment("t", DAY, 1),)),
        ]
        return json.loads("".join(stream(facts, PUBLICATION, texts())))

    def test_finds_nothing_in_a_good_one(self, package):
        assert problems(package) == []

    FAULTS = {
        "no id": lambda one: one.pop("id"),
        "no recipient": lambda one: one.pop("recipientOrganization"),
        "nobody who funds": lambda one: one.update(fundingOrganization=[]),
        "an amount as text": lambda one: one.update(amountAwarded="100"),
        "a day that is none": lambda one: one.update(awardDate="2026-13-45"),
        "a day as a moment": lambda one: one.update(dateModified="2026-03-02"),
        "no code of the list": lambda one: one.update(regrantType="FRG999"),
        "a code in small letters": lambda one: one.update(regrantType="frg070"),
        "no currency": lambda one: one.update(currency="WON"),
        "a payment in no currency": lambda one: one["commitmentTransaction"][0].update(currency="₩"),
        "no country": lambda one: one["beneficiaryLocation"][0].update(countryCode="KOR"),
        "a firm without a name": lambda one: one["recipientOrganization"][0].pop("name"),
        "no address": lambda one: one.update(dataSource="here"),
    }

    @pytest.mark.parametrize("fault", FAULTS)
    def test_finds_a_planted_fault(self, package, fault):
        self.FAULTS[fault](package["grants"][0])
        assert problems(package)

    def test_finds_an_empty_package(self, package):
        assert problems(package | {"grants": []})
        assert problems({})

    def test_finds_a_grant_that_stands_there_twice(self, package):
        assert problems(package | {"grants": package["grants"][:1] * 2})
