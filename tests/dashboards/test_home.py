"""Home: what waits for me, overdue first; what waits for others on my cases, without leading to their steps."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import announcements
from applications.models import Application, AwardCondition, Objection
from core.inbox import operations as inbox
from core.inbox import registry
from core.users import operations as users
from core.users.models import Role
from core.workflow import clock
from disbursements.models import ChangeRequest
from programs.models import Invitation
from reporting.dashboards.queries import home, waiting
from tests.factories.people import MOMENT, FirmFactory, person_of

pytestmark = pytest.mark.django_db


def open_item(case, to, kind="assess_application", due_on=None, key="1", subject_kind="application"):
    return inbox.open_item(
        key=f"test:{kind}:{key}", kind=kind, subject=case, subject_kind=subject_kind, about=str(case), to=to,
        at=MOMENT, due_on=due_on,
    )  # fmt: skip


@pytest.fixture
def officers(office):
    return inbox.office(office.pk, Role.OFFICER)


class TestMine:
    def test_overdue_comes_first_then_by_subject_the_most_urgent_first(
        self, officer, officers, grant, drafted_application
    ):
        today = clock.day(clock.now())
        case = drafted_application
        open_item(case, officers, key="later", due_on=today + dt.timedelta(days=9))
        open_item(case, officers, key="soon", due_on=today + dt.timedelta(days=2))
        open_item(case, officers, key="late", due_on=today - dt.timedelta(days=1))
        open_item(grant, officers, kind="duty_open", subject_kind="grant")
        groups = waiting.mine(officer)
        assert [group.is_overdue for group in groups] == [True, False, False]
        assert [work.is_overdue for work in groups[0].works] == [True]
        assert [(work.due_on - today).days for work in groups[1].works] == [2, 9]
        assert groups[2].works[0].href == grant.get_absolute_url()

    def test_says_in_which_role_and_since_when(self, client, officer, officers, office, drafted_application):
        open_item(drafted_application, officers)
        (group,) = waiting.mine(officer)
        assert group.works[0].whose == f"{office} · {Role.OFFICER.label}"
        client.force_login(officer)
        assert "2026-02-02" in client.get("/").content.decode()

    def test_a_kind_of_subject_nobody_thought_of_is_shown_as_other(self, officer, officers, running):
        open_item(running, officers, kind="member_joined", subject_kind="something_new")
        assert any(group.label == registry.OTHER.label for group in waiting.mine(officer))


class TestStandingIn:
    TODAY = dt.date(2026, 2, 2)

    @pytest.fixture
    def waiting_for_approval(
        self, office, approving_officer, paying_officer, drafted_application, monkeypatch
    ):
        monkeypatch.setattr(clock, "now", lambda: MOMENT)
        approvers = inbox.office(office.pk, Role.APPROVING_OFFICER)
        for kind in ("approve_payment", "decide_year_close"):
            open_item(drafted_application, approvers, kind=kind, subject_kind="payment")
        users.delegate(
            office=office, giver=approving_officer, stand_in=paying_officer, role=Role.APPROVING_OFFICER,
            valid_from=self.TODAY, valid_until=self.TODAY + dt.timedelta(days=2), reason="휴가",
            by=approving_officer, at=MOMENT,
        )  # fmt: skip

    def test_shows_what_a_stand_in_may_do_and_for_whom(
        self, client, waiting_for_approval, paying_officer, approving_officer, officer
    ):
        (group,) = waiting.mine(paying_officer)
        (work,) = group.works
        assert work.title == str(registry.kind("approve_payment").title)
        assert approving_officer.get_full_name() in work.stands_in
        assert "2026-02-04" in work.stands_in
        assert home.number_waiting(paying_officer) == 1
        assert not [work for work in waiting.of_others(paying_officer) if work.href == group.works[0].href]
        assert not waiting.mine(officer)
        client.force_login(paying_officer)
        assert work.stands_in in client.get("/").content.decode()

    def test_ends_with_the_days_of_the_delegation(self, waiting_for_approval, paying_officer, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: MOMENT + dt.timedelta(days=3))
        assert not waiting.mine(paying_officer)
        assert home.number_waiting(paying_officer) == 0


class TestOfOthers:
    def test_the_office_sees_what_a_firm_owes_and_whose_turn_it_is(self, client, running, officer, tier1):
        client.force_login(officer)
        page = client.get("/")
        (work,) = page.context["others"]
        assert work.whose == tier1.name
        assert work.is_overdue

    def test_leads_to_the_case_not_to_the_others_step(self, tier1_rep, awarded_application, tier1):
        open_item(awarded_application, inbox.firm(tier1.pk, Role.REPRESENTATIVE), kind="accept_award")
        clerk = person_of(tier1, "CLERK")
        (work,) = waiting.of_others(clerk)
        assert work.href == awarded_application.get_absolute_url()

    def test_shows_conditions_objections_and_changes_to_those_of_the_case(
        self, client, grant, officers, tier1, tier1_rep, rival_rep, officer
    ):
        case, by_firm = grant.application, {"filed_at": MOMENT, "filed_by": tier1_rep}
        of_case = {"application": case, "due_on": clock.day(MOMENT)}
        set_by = {"set_at": MOMENT, "set_by": officer}
        condition = AwardCondition.objects.create(position=1, text_ko="사진", **of_case, **set_by)
        objection = Objection.objects.create(
            against="AMOUNT", grounds="x", decision_at=MOMENT, decision_by=officer, decided_won=1,
            **of_case, **by_firm,
        )  # fmt: skip
        change = ChangeRequest.objects.create(
            grant=grant,
            firm=grant.firm,
            number=1,
            kind="REALLOCATION",
            why="x",
            is_minor=False,
            requested_at=MOMENT,
            requested_by=tier1_rep,
        )
        open_item(
            announcements.Subject(condition.pk, case.public_id),
            officers,
            "judge_condition",
            subject_kind="condition",
        )
        open_item(objection, officers, "answer_objection", subject_kind="objection")
        open_item(change, officers, "decide_change", subject_kind="change")
        here = {case.get_absolute_url(), objection.get_absolute_url(), change.get_absolute_url()}

        client.force_login(tier1_rep)
        for subject in (tier1, grant.consortium):
            works = client.get(subject.get_absolute_url()).context["others"]
            assert here <= {work.href for work in works}
        assert here <= {work.href for work in waiting.of_others(tier1_rep)}
        assert not here & {work.href for work in waiting.of_others(rival_rep)}

    def test_names_the_firm_of_a_colleague_who_left(self, officer, awarded_application, tier1):
        colleague = person_of(tier1, "CLERK", name="새담당")
        open_item(awarded_application, inbox.person_of(tier1.pk, colleague), kind="accept_award")
        (work,) = waiting.of_others(officer)
        assert work.whose == "새담당"
        colleague.assignments.update(valid_from=MOMENT, valid_until=MOMENT)
        (work,) = waiting.of_others(officer)
        assert work.whose == tier1.name

    def test_hides_cases_one_may_not_see(self, running, rival_rep, tier2_rep):
        assert waiting.of_others(rival_rep) == []
        assert waiting.of_others(tier2_rep) == []

    def test_one_thing_for_two_offices_is_shown_once(self, tier1_rep, drafted_application, office, agency):
        Application.objects.filter(pk=drafted_application.pk).update(
            submitted_at=MOMENT, submitted_by=tier1_rep
        )
        for n, each in enumerate((office, agency)):
            open_item(drafted_application, inbox.office(each.pk, Role.OFFICER), key=str(n))
        assert len(waiting.of_others(tier1_rep)) == 1

    def test_narrows_to_given_cases(self, officer, running, grant):
        assert len(waiting.of_others(officer, grant=[grant.pk])) == 1
        assert waiting.of_others(officer, grant=[grant.pk + 999]) == []

    def test_asks_as_often_for_many(self, client, officer, officers, tier1, tier1_rep, drafted_application):
        client.force_login(tier1_rep)
        Application.objects.filter(pk=drafted_application.pk).update(
            submitted_at=MOMENT, submitted_by=tier1_rep
        )
        open_item(drafted_application, officers, key="first")
        client.get("/")
        with CaptureQueriesContext(connection) as few:
            client.get("/")
        for n in range(8):
            open_item(drafted_application, officers, key=f"k{n}", kind="award_application")
        with CaptureQueriesContext(connection) as many:
            client.get("/")
        assert len(many) == len(few)


class TestRoles:
    def test_the_approving_officer_sees_what_waits_for_a_signature(
        self, client, approving_officer, officer, drafted_application
    ):
        case = drafted_application
        Application.objects.filter(pk=case.pk).update(
            asked_won=7_000_000,
            submitted_at=MOMENT,
            submitted_by=officer,
            assessed_by=officer,
            assessed_at=MOMENT,
        )
        case.refresh_from_db()
        case.move_to("SUBMITTED", by=officer, at=MOMENT)
        case.move_to("ASSESSED", by=officer, at=MOMENT)
        client.force_login(approving_officer)
        text = client.get("/").content.decode()
        assert "7,000,000원" in text
        assert "?status=ASSESSED" in text

    def test_the_anchor_sees_the_figures_of_its_chain(self, client, running, anchor_rep):
        client.force_login(anchor_rep)
        page = client.get("/")
        ((consortium, shown),) = page.context["led"]
        assert consortium == running
        assert [figure.hint for figure in shown][:2] == ["120,000,000원", "80,000,000원"]

    def test_a_letter_for_ones_firm_is_offered(self, client, running, anchor_member, anchor_rep):
        firm = FirmFactory()
        person = person_of(firm)
        invitation = Invitation.objects.create(
            consortium=running, upstream=anchor_member, business_number=firm.business_number,
            firm_name=firm.name, email="x@example.kr", sent_at=MOMENT, sent_by=anchor_rep,
            expires_on=dt.date(2098, 1, 1),
        )  # fmt: skip
        client.force_login(person)
        assert invitation.get_absolute_url() in client.get("/").content.decode()

    @pytest.mark.parametrize("name", ["reviewer", "auditor", "verifier", "tier2_clerk"])
    def test_every_role_is_named(self, client, running, request, name):
        user = request.getfixturevalue(name)
        client.force_login(user)
        role = user.assignments.get().get_role_display()
        assert str(role) in client.get("/").content.decode()


class TestMenu:
    @pytest.mark.parametrize(
        ("name", "is_led"), [("officer", True), ("auditor", True), ("tier1_clerk", True), ("reviewer", False)]
    )
    def test_leads_to_documents_whoever_may_have_some(self, client, running, request, name, is_led):
        client.force_login(request.getfixturevalue(name))
        assert (f'href="{reverse("documents:list")}"' in client.get("/").content.decode()) is is_led

    @pytest.mark.parametrize(
        ("name", "place"), [("officer", "dashboards:consortia"), ("tier1_clerk", "disbursements:grants")]
    )
    def test_there_each_is_led_to_where_documents_are_made(self, client, running, request, name, place):
        client.force_login(request.getfixturevalue(name))
        answer = client.get(reverse("documents:list"))
        assert answer.context["empty"].href == reverse(place)
