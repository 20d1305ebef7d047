"""The file of all disclosed grants: what is in it, that it is of one moment, and that it stays small in memory."""

import hashlib
import io
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from applications.models import Application
from core.users.models import User
from disbursements import operations
from disbursements.models import Grant, GrantReduction
from disbursements.queries import node_figures
from firms.models import Firm
from reporting.opendata.package import NothingToPublish, write
from reporting.register import public
from tests.factories.people import MOMENT
from tests.opendata.published import needs_the_schema, problems
from tests.opendata.test_records import EVIL

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def own_id(grant):
    return f"360G-unregistered-{grant.public_id}"


def kinds(records):
    return {name: one["fundingType"][0]["code"] for name, one in records.items()}


@needs_the_schema
class TestStandard:
    def test_a_chain_of_subsidies_follows_it(self, handed_down, published):
        assert problems(published()) == []

    def test_a_contribution_follows_it(self, running, published):
        assert problems(published()) == []

    def test_whatever_a_firm_is_called(self, handed_down, published):
        Firm.objects.update(name=EVIL)
        package = published()
        assert problems(package) == []
        assert {one["recipientOrganization"][0]["name"] for one in package["grants"]} == {EVIL}


class TestChain:
    def test_each_firm_funds_the_one_below(self, handed_down, records):
        found = records()
        first, second, third = (found[firm.name] for firm in handed_down.firms)
        office = handed_down.consortium.program.office
        assert first["fundingOrganization"][0]["name"] == office.name_ko
        assert first["fundingOrganization"][0]["id"] == f"360G-unregistered-{office.code}"
        for below, above in ((second, first), (third, second)):
            assert below["fundingOrganization"] == above["recipientOrganization"]
            assert below["relatedActivity"] == [above["id"]]
        assert "relatedActivity" not in first
        assert first["recipientOrganization"][0]["id"] == f"KR-BRN-{handed_down.firms[0].business_number}"

    def test_says_what_is_handed_on(self, handed_down, records):
        found = records()
        codes = [found[firm.name].get("regrantType") for firm in handed_down.firms]
        assert codes == ["FRG070", "FRG070", None]

    def test_says_where_all_is_handed_on(self, chain, records):
        chain.top(0, 400 * MILLION)
        assert records()["한빛정밀"]["regrantType"] == "FRG020"

    def test_shows_what_came_to_each_and_agrees_with_the_books(self, handed_down, records):
        found = records()
        figures = node_figures(handed_down.grants)
        for grant in handed_down.grants:
            one = found[grant.firm.name]
            assert one["amountDisbursed"] == figures[grant.pk].gross
            assert sum(paid["value"] for paid in one["disbursementTransaction"]) == one["amountDisbursed"]
            assert {paid["transactionDate"] for paid in one["disbursementTransaction"]} == {"2026-02-02"}
        assert [found[firm.name]["amountDisbursed"] for firm in handed_down.firms] == [
            100 * MILLION, 60 * MILLION, 60 * MILLION,
        ]  # fmt: skip

    @pytest.mark.parametrize("amount", ["amountAwarded", "amountDisbursed"])
    def test_every_won_can_be_counted_once_in_two_ways(self, handed_down, records, amount):
        found = list(records().values())
        subsidies = sum(one[amount] for one in found if one["fundingType"][0]["code"] == "SUBSIDY")
        handed_on = sum(one[amount] for one in found if one["fundingType"][0]["code"] == "INDIRECT")
        net = sum(one[amount] for one in found) - handed_on
        assert subsidies == net == {"amountAwarded": 800, "amountDisbursed": 100}[amount] * MILLION

    def test_what_is_on_its_way_has_not_come(self, tree, paid, records):
        tree.hop(paid, 0)
        found = records()
        assert [found[firm.name]["amountDisbursed"] for firm in tree.firms] == [60 * MILLION, 0, 0]

    def test_what_a_firm_below_denied_has_not_come_twice(self, tree, paid, records):
        tree.confirm(tree.hop(paid, 0), 1)
        operations.dispute_pass_through(
            pass_through=tree.hop(paid, 1), reason="입금 내역 없음", by=tree.reps[2], at=tree.at
        )
        found = records()
        assert [found[firm.name]["amountDisbursed"] for firm in tree.firms] == [60 * MILLION, 60 * MILLION, 0]

    def test_what_the_bank_sent_back_was_not_paid(self, tree, paid, records):
        before = records()["한빛정밀"]["dateModified"]
        operations.return_from_bank(payment=paid, reason="오류", by=tree.officer, at=MOMENT)
        found = records()["한빛정밀"]
        assert (found["amountDisbursed"], found.get("disbursementTransaction")) == (0, None)
        assert found["dateModified"] >= before


class TestContribution:
    def test_is_told_apart_from_subsidy(self, running, records):
        found = records()
        assert kinds(found) == {"한빛정밀": "SUBSIDY", "가온열처리": "CONTRIBUTION"}
        gift = found["가온열처리"]
        assert (gift["amountAwarded"], gift["amountDisbursed"]) == (30 * MILLION, 25 * MILLION)
        assert gift["fundingOrganization"] == found["한빛정밀"]["recipientOrganization"]
        assert "보조금이 아" in gift["description"]

    def test_leaves_the_subsidy_above_as_it_is(self, running, records):
        subsidy = records()["한빛정밀"]
        assert subsidy["amountDisbursed"] == 80 * MILLION
        assert "regrantType" not in subsidy


class TestWhatIsPublic:
    def test_are_the_grants_of_the_register_with_what_stands(self, shrunk, published):
        standing = {own_id(one): one.standing_won for one in public.grants()}
        assert {one["id"]: one["amountAwarded"] for one in published()["grants"]} == standing
        assert list(standing.values()) == [100 * MILLION]

    def test_nothing_is_published_before_a_firm_accepted(self, awarded_application):
        with pytest.raises(NothingToPublish):
            write(io.BytesIO())

    #: every name that may stand in a record: what is to be public is added here, and thought about
    NAMES = frozenset(
        [
            "id",
            "title",
            "description",
            "currency",
            "amountAwarded",
            "amountDisbursed",
            "awardDate",
            "plannedDates",
            "startDate",
            "endDate",
            "recipientOrganization",
            "fundingOrganization",
            "name",
            "addressCountry",
            "addressRegion",
            "beneficiaryLocation",
            "countryCode",
            "grantProgramme",
            "code",
            "fundingType",
            "vocabulary",
            "regrantType",
            "commitmentTransaction",
            "disbursementTransaction",
            "transactionDate",
            "value",
            "relatedActivity",
            "dataSource",
            "dateModified",
        ]
    )

    def test_no_other_field_leaves_the_house(self, handed_down, published):
        def names(value):
            if isinstance(value, dict):
                return set(value).union(*map(names, value.values()))
            return set().union(*map(names, value)) if isinstance(value, list) else set()

        assert names(published()["grants"]) == self.NAMES

    def test_no_person_and_no_account_stands_in_it(self, handed_down):
        file = io.BytesIO()
        write(file)
        text = file.getvalue().decode()
        secrets = [
            *User.objects.values_list("email", flat=True),
            *User.objects.values_list("name", flat=True),
        ]
        secrets += [firm.representative_name for firm in handed_down.firms] + ["HOP-", "BANK-", "시험기계"]
        assert [one for one in secrets if one and one in text] == []


class TestWriting:
    def test_the_same_books_give_the_same_bytes(self, handed_down):
        first, second = io.BytesIO(), io.BytesIO()
        written = write(first)
        assert write(second, chunk=1) == written
        assert first.getvalue() == second.getvalue()
        assert written.sha256 == hashlib.sha256(first.getvalue()).hexdigest()
        assert (written.records, written.size) == (3, len(first.getvalue()))

    def test_is_dated_by_its_last_fact(self, handed_down, published):
        package = published()
        assert package["modified"] == max(one["dateModified"] for one in package["grants"])
        assert package["modified"] == "2026-02-02T01:00:00Z"

    def test_asks_as_often_for_three_grants_as_for_one(self, chain):
        chain.top(400 * MILLION, 400 * MILLION)
        with CaptureQueriesContext(connection) as one:
            write(io.BytesIO())
        chain.hand_down(0, 1, 100 * MILLION, 60 * MILLION)
        chain.hand_down(1, 2, 60 * MILLION)
        with CaptureQueriesContext(connection) as three:
            write(io.BytesIO())
        assert len(three) == len(one)

    def test_says_its_publisher_and_its_licence(self, handed_down, published, settings):
        settings.OPEN_DATA_PREFIX, settings.OPEN_DATA_LICENCE = "360G-motir", "https://example.org/licence"
        settings.OPEN_DATA_OFFICE_IDS = {"motir": "KR-BRN-1248100998"}
        package = published()
        assert package["publisher"]["identifier"] == "KR-BRN-1248100998"
        assert package["license"] == "https://example.org/licence"
        assert package["identifier"] == "360G-motir-grants"
        assert all(one["id"].startswith("360G-motir-") for one in package["grants"])


class Meddling(io.BytesIO):
    """A file during whose writing somebody changes the books."""

    def __init__(self, meddle):
        super().__init__()
        self.meddle, self.times = meddle, 0

    def write(self, data):
        self.times += 1
        if self.times == 2:  # the first record is there
            thread = threading.Thread(target=self._elsewhere)
            thread.start()
            thread.join()
        return super().write(data)

    def _elsewhere(self):
        try:
            self.meddle()
        finally:
            connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_is_of_one_moment_while_rows_change(handed_down, approving_officer):
    def meddle():
        last = Grant.objects.get(pk=handed_down.grants[2].pk)
        GrantReduction.objects.create(
            grant=last, own_won=MILLION, regrant_won=0, reason="축소", at=MOMENT, by=approving_officer
        )
        Application.objects.filter(pk=last.application_id).update(reduced_won=MILLION)
        Firm.objects.filter(pk=last.firm_id).update(name="바뀐 이름")

    before, during, after = io.BytesIO(), Meddling(meddle), io.BytesIO()
    write(before, chunk=1)
    write(during, chunk=1)
    write(after, chunk=1)
    assert during.getvalue() == before.getvalue()
    assert "바뀐 이름" in after.getvalue().decode()
