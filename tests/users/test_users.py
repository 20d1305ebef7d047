"""Roles, scopes, dates, verdicts."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from config.roles import ROLES
from core.users.models import Role, RoleAssignment, User
from core.users.operations import assign_role, create_person, end_role
from core.users.permissions import ALLOWED, NotAllowed, denied, holds, require
from core.users.scopes import Permission, ScopeKind, Scopes
from programs.permissions import VIEW_CASES
from tests.factories.people import FIRST_DAY, MOMENT, OfficeFactory, UserFactory, give_role, with_role

DAY = dt.timedelta(days=1)


class TestScopes:
    scopes = Scopes.of_pairs([("FIRM", 1), ("FIRM", 2), ("OFFICE", 1)])

    @pytest.mark.parametrize(
        ("pairs", "covered"),
        [
            ([("FIRM", 1)], True),
            ([("FIRM", 3)], False),
            ([("OFFICE", 2)], False),
            ([("PROGRAM", 1)], False),
            ([("FIRM", 3), ("OFFICE", 1)], True),
            ([("FIRM", None)], False),
            ([], False),
        ],
    )
    def test_cover_a_pair_they_hold(self, pairs, covered):
        assert self.scopes.covers(*pairs) is covered

    def test_of_everything_cover_everything(self):
        everything = Scopes.of_pairs([("EVERYTHING", 0)])

        assert everything.covers(("FIRM", 99))
        assert bool(everything)

    def test_of_nothing_cover_nothing(self):
        assert not Scopes.of_pairs([])

    def test_keep_kinds_apart(self):
        assert self.scopes.of("FIRM") == {1, 2}
        assert self.scopes.of("PROGRAM") == frozenset()


class TestRoleDates:
    @pytest.mark.parametrize(("days", "valid"), [(-1, False), (0, True), (5, True), (10, True), (11, False)])
    def test_count_first_and_last_day(self, days, valid):
        role = RoleAssignment(valid_from=FIRST_DAY, valid_until=FIRST_DAY + 10 * DAY)

        assert role.is_valid_on(FIRST_DAY + days * DAY) is valid

    def test_without_an_end_last(self):
        assert RoleAssignment(valid_from=FIRST_DAY).is_valid_on(FIRST_DAY + 9999 * DAY)

    def test_are_days_in_seoul(self, office):
        """23:30 UTC on 31 December is 1 January in Seoul."""
        user = with_role("OFFICER", ScopeKind.OFFICE, office.pk)
        moment = dt.datetime(2025, 12, 31, 23, 30, tzinfo=dt.UTC)

        assert holds(user, VIEW_CASES, (ScopeKind.OFFICE, office.pk), at=moment)
        assert not holds(user, VIEW_CASES, (ScopeKind.OFFICE, office.pk), at=moment - dt.timedelta(hours=9))


class TestHolds:
    def test_over_its_own_office_only(self, officer, office, other_office):
        assert holds(officer, VIEW_CASES, (ScopeKind.OFFICE, office.pk), at=MOMENT)
        assert not holds(officer, VIEW_CASES, (ScopeKind.OFFICE, other_office.pk), at=MOMENT)

    def test_what_its_role_has_only(self, officer, office):
        assert not holds(officer, Permission("test.fly"), (ScopeKind.OFFICE, office.pk), at=MOMENT)
        Permission.declared.discard("test.fly")

    def test_nothing_for_strangers(self, office):
        for nobody in (AnonymousUser(), None):
            assert not holds(nobody, VIEW_CASES, (ScopeKind.OFFICE, office.pk), at=MOMENT)

    def test_nothing_once_inactive(self, officer, office):
        officer.is_active = False

        assert not holds(officer, VIEW_CASES, (ScopeKind.OFFICE, office.pk), at=MOMENT)

    def test_takes_one_query_for_many_questions(self, officer, office, django_assert_num_queries):
        officer = User.objects.get(pk=officer.pk)

        with django_assert_num_queries(1):
            for number in range(5):
                holds(officer, VIEW_CASES, (ScopeKind.OFFICE, number), at=MOMENT)

    def test_two_offices_when_it_has_two_roles(self, officer, other_office):
        give_role(officer, "AUDITOR", ScopeKind.OFFICE, other_office.pk)

        assert holds(officer, VIEW_CASES, (ScopeKind.OFFICE, other_office.pk), at=MOMENT)


class TestRequire:
    def test_goes_on_when_allowed(self, officer):
        require(lambda user, *, at: ALLOWED, officer, at=MOMENT)

    def test_says_why_not(self, officer):
        with pytest.raises(NotAllowed, match="four eyes") as refusal:
            require(lambda user, *, at: denied("four eyes"), officer, at=MOMENT)

        assert isinstance(refusal.value, PermissionDenied)


class TestAssignments:
    def test_are_given_once(self, officer, office):
        terms = {"user": officer, "role": "AUDITOR", "scope_kind": "OFFICE", "scope_id": office.pk}
        first = assign_role(**terms, valid_from=FIRST_DAY, by=None, at=MOMENT)

        assert assign_role(**terms, valid_from=FIRST_DAY, by=None, at=MOMENT) == first

    def test_count_at_once_in_the_same_process(self, officer, other_office):
        assert not officer.has_role("AUDITOR", FIRST_DAY)
        assign_role(
            user=officer, role="AUDITOR", scope_kind="OFFICE", scope_id=other_office.pk, valid_from=FIRST_DAY,
            by=None, at=MOMENT,
        )  # fmt: skip

        assert officer.has_role("AUDITOR", FIRST_DAY)

    def test_end_with_a_day(self, officer):
        last = FIRST_DAY + 40 * DAY
        end_role(assignment=officer.assignments.get(), on=last, by=None, at=MOMENT)

        fresh = User.objects.get(pk=officer.pk)
        assert fresh.has_role("OFFICER", last)
        assert not fresh.has_role("OFFICER", last + DAY)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"role": "KING"},
            {"scope_kind": "PLANET"},
            {"scope_id": 0},
            {"scope_kind": "EVERYTHING", "scope_id": 5},
            {"valid_until": FIRST_DAY - DAY},
        ],
    )
    def test_are_refused_by_the_database_when_they_make_no_sense(self, officer, office, wrong):
        terms = {"role": "AUDITOR", "scope_kind": "OFFICE", "scope_id": office.pk, "valid_from": FIRST_DAY}

        with pytest.raises(IntegrityError), transaction.atomic():
            RoleAssignment.objects.create(user=officer, assigned_at=MOMENT, **(terms | wrong))


class TestPeople:
    def test_have_one_address_however_it_is_written(self, db):
        someone = create_person(email="Kim@Example.KR", name="김", by=None, at=MOMENT)

        assert someone.email == "kim@example.kr"
        assert create_person(email="KIM@example.kr", name="다른", by=None, at=MOMENT) == someone
        assert User.objects.get_by_natural_key("KIM@EXAMPLE.KR") == someone
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(email="Kim@example.kr", name="둘째")

    def test_without_a_password_can_not_sign_in(self, db):
        assert not create_person(email="a@example.kr", name="a", by=None, at=MOMENT).has_usable_password()

    def test_are_called_by_name_or_address(self, db):
        assert str(UserFactory(name="김담당")) == "김담당"
        assert str(UserFactory(name="", email="x@example.kr")) == "x@example.kr"


class TestRoleTable:
    def test_has_a_row_for_every_role_and_hands_out_only_declared_permissions(self):
        assert set(ROLES) == set(Role)
        assert set().union(*ROLES.values()) <= Permission.declared

    def test_an_auditor_only_reads(self):
        reading = {
            "firms.view_all",
            "programs.view_cases",
            "documents.make",
            "inbox.read_notes",
            "signals.view",
            # it follows, draws and notes what it finds; no case is changed by it
            "auditing.follow",
            "auditing.audit",
        }

        assert reading >= ROLES[Role.AUDITOR]

    def test_money_needs_two_people(self):
        from applications.permissions import ASSESS, AWARD
        from disbursements.permissions import CHECK_PAYMENT, RELEASE_PAYMENT

        for permissions in ROLES.values():
            assert not {ASSESS, AWARD} <= permissions
            assert not {CHECK_PAYMENT, RELEASE_PAYMENT} <= permissions

    def test_an_office_is_called_in_the_readers_language(self, db):
        from django.utils import translation

        office = OfficeFactory(name_ko="산업부", name_en="Ministry of industry")
        with translation.override("ko"):
            assert str(office) == "산업부"
        with translation.override("en"):
            assert str(office) == "Ministry of industry"
