"""Registering firms and what belongs to them."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from core.inbox.models import Item
from core.users.models import User
from core.workflow import clock
from core.workflow.refusals import StaleVersion
from firms import operations
from firms.models import Firm, Membership
from firms.queries import people_of, size_of
from firms.refusals import (
    ActsForAnOffice,
    AlreadyActsForFirm,
    FirmAlreadyRegistered,
    InvalidBusinessNumber,
    InvalidCertificate,
)
from tests.factories.cases import paper
from tests.factories.people import UserFactory, with_role

DETAILS: dict[str, Any] = {
    "name": "한빛정밀",
    "business_number": "124-81-00998",
    "representative_name": "윤대표",
    "sector": "c24",
    "region": "busan",
    "address": "부산광역시 강서구",
}


def register(by: User, at: dt.datetime, **other: Any) -> Firm:
    return operations.register_firm(**{**DETAILS, **other}, by=by, at=at)


@pytest.mark.django_db
class TestRegisterFirm:
    def test_makes_whoever_registers_it_the_representative_from_that_day(self, moment):
        person = UserFactory()
        firm = register(person, moment)
        assert (firm.business_number, firm.sector) == ("1248100998", "C24")
        assert Membership.objects.get(firm=firm).assignment.role == "REPRESENTATIVE"
        assert person.scopes_in({"REPRESENTATIVE"}, clock.day(moment)).of("FIRM") == {firm.pk}
        assert not person.scopes_in({"REPRESENTATIVE"}, clock.day(moment) - dt.timedelta(days=1))

    def test_refuses_a_number_whose_last_digit_does_not_fit(self, moment):
        with pytest.raises(InvalidBusinessNumber, match="The last digit does not fit"):
            register(UserFactory(), moment, business_number="124-81-00997")
        assert not Firm.objects.exists()

    def test_refuses_a_firm_that_is_registered_and_says_whom_to_ask(self, moment):
        register(UserFactory(), moment)
        second = UserFactory()
        with pytest.raises(FirmAlreadyRegistered, match=r"124-81-00998 is already registered\. Ask its rep"):
            register(second, moment, business_number="1248100998")
        assert Firm.objects.count() == 1
        assert not second.memberships.exists()

    @pytest.mark.parametrize("role", ["OFFICER", "REVIEWER", "VERIFIER", "AUDITOR"])
    def test_refuses_those_who_decide_about_firms_or_check_them(self, role, moment):
        with pytest.raises(PermissionDenied, match="can't act for a firm"):
            register(with_role(role), moment)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_register_one_firm(self, moment):
        people = [UserFactory(), UserFactory()]
        start, outcomes = threading.Barrier(2), []

        def try_it(person: User) -> None:
            start.wait()
            try:
                outcomes.append(register(person, moment).name)
            except FirmAlreadyRegistered:
                outcomes.append("refused")
            finally:
                connection.close()

        threads = [threading.Thread(target=try_it, args=[person]) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["refused", "한빛정밀"]
        assert Firm.objects.count() == Membership.objects.count() == 1


@pytest.mark.django_db
class TestEditFirm:
    def test_changes_what_is_given_and_keeps_the_rest(self, tier1, tier1_clerk, moment):
        firm = operations.edit_firm(
            firm=tier1, version=tier1.version, address=" 새 주소 ", sector="c25", by=tier1_clerk, at=moment
        )
        assert (firm.address, firm.sector, firm.name) == ("새 주소", "C25", "한빛정밀")
        assert firm.version == tier1.version + 1

    def test_tells_the_second_writer(self, tier1, tier1_clerk, moment):
        operations.edit_firm(firm=tier1, version=tier1.version, name="하나", by=tier1_clerk, at=moment)
        with pytest.raises(StaleVersion, match="Somebody else changed this record"):
            operations.edit_firm(firm=tier1, version=tier1.version, name="둘", by=tier1_clerk, at=moment)

    def test_refuses_people_of_other_firms_and_officials(self, tier1, rival_rep, officer, moment):
        for person in (rival_rep, officer):
            with pytest.raises(PermissionDenied):
                operations.edit_firm(firm=tier1, version=tier1.version, name="x", by=person, at=moment)


@pytest.mark.django_db
class TestAddCertificate:
    def add(self, firm: Firm, by: User, at: dt.datetime, **other: Any) -> Any:
        day = clock.day(at)
        terms = {
            "size_class": "SME",
            "number": "A-1",
            "issued_on": day,
            "valid_until": day.replace(year=2027),
        }
        return operations.add_certificate(firm=firm, **{**terms, **other}, by=by, at=at)

    def test_proves_the_size_with_a_file_that_belongs_to_the_firm(self, tier1, tier1_rep, moment):
        proof = paper(tier1_rep)
        certificate = self.add(tier1, tier1_rep, moment, size_class="MIDSIZE", attachment=proof)
        proof.refresh_from_db()
        assert (proof.owner_kind, proof.owner_id, proof.purpose) == ("firm", tier1.pk, "certificate")
        assert size_of(tier1, clock.day(moment)) == certificate

    def test_refuses_dates_that_do_not_fit(self, tier1, tier1_rep, moment):
        day = clock.day(moment)
        with pytest.raises(InvalidCertificate, match="ends before it was issued") as refused:
            self.add(tier1, tier1_rep, moment, valid_until=day - dt.timedelta(days=1))
        assert refused.value.field == "valid_until"
        with pytest.raises(InvalidCertificate, match="lies in the future"):
            self.add(tier1, tier1_rep, moment, issued_on=day + dt.timedelta(days=1))

    def test_refuses_strangers(self, tier1, rival_rep, moment):
        with pytest.raises(PermissionDenied):
            self.add(tier1, rival_rep, moment)


@pytest.mark.django_db
class TestSizeOf:
    def test_is_the_newest_certificate_valid_on_the_day(self, tier1, tier1_rep, moment):
        year = {"size_class": "SME", "number": "1", "by": tier1_rep, "at": moment}
        old, new = dt.date(2025, 6, 1), dt.date(2026, 2, 1)
        operations.add_certificate(firm=tier1, issued_on=old, valid_until=dt.date(2026, 1, 31), **year)
        operations.add_certificate(
            firm=tier1, issued_on=new, valid_until=new, **{**year, "size_class": "MIDSIZE"}
        )
        assert size_of(tier1, dt.date(2025, 5, 31)) is None
        assert size_of(tier1, dt.date(2025, 6, 1)).issued_on == old
        assert size_of(tier1, new).size_class == "MIDSIZE"
        assert size_of(tier1, dt.date(2026, 2, 2)).number == f"CERT-{tier1.pk}"


@pytest.mark.django_db
class TestAddClerk:
    def add(self, firm: Firm, email: str, by: User, at: dt.datetime) -> Membership:
        return operations.add_clerk(firm=firm, user_email=email, name="서실무", by=by, at=at)

    def test_creates_a_person_without_a_password_and_tells_them(self, tier1, tier1_rep, moment):
        membership = self.add(tier1, "New.Clerk@Example.KR ", tier1_rep, moment)
        assert membership.user.email == "new.clerk@example.kr"
        assert not membership.user.has_usable_password()
        assert membership.assignment.role == "CLERK"
        assert Item.objects.open().visible_to(membership.user, moment).get().kind == "clerk_added"
        assert people_of(tier1, moment)[-1] == membership

    def test_finds_a_person_who_is_known(self, tier1, tier1_rep, moment):
        known = UserFactory(email="known@example.kr", name="아는 사람")
        assert self.add(tier1, "KNOWN@example.kr", tier1_rep, moment).user == known
        assert User.objects.get(pk=known.pk).name == "아는 사람"

    def test_refuses_somebody_who_acts_for_the_firm_already(self, tier1, tier1_rep, tier1_clerk, moment):
        with pytest.raises(AlreadyActsForFirm, match="서실무 already acts for this firm"):
            self.add(tier1, tier1_clerk.email, tier1_rep, moment)

    def test_refuses_an_official(self, tier1, tier1_rep, officer, moment):
        with pytest.raises(ActsForAnOffice, match="belongs to an office"):
            self.add(tier1, officer.email, tier1_rep, moment)

    def test_is_for_the_representative_alone(self, tier1, tier1_clerk, rival_rep, moment):
        for person in (tier1_clerk, rival_rep):
            with pytest.raises(PermissionDenied):
                self.add(tier1, "x@example.kr", person, moment)
