"""Papers a programme asks for, firms it excludes, technologies and rules that change while a case is open."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from applications import operations
from applications.documents import missing_papers, papers_of
from applications.models import Application
from applications.queries import gaps
from applications.refusals import (
    Incomplete,
    InTradingScheme,
    NotAskedFor,
    NotEditable,
    RulesChanged,
    TechnologyNotOffered,
    ZeroSubsidy,
)
from core.users.models import User
from disbursements.operations import submit_payment
from disbursements.refusals import PapersMissing
from measurement.operations import describe_measure
from measurement.refusals import TechnologyElsewhere
from programs.models import FundingRule, Program, RequiredDocument, Technology
from tests.applications.conftest import EXPECTATION, PERIOD, add_item
from tests.disbursements.conftest import drafted_payment
from tests.factories import cases, people, programmes
from tests.factories.people import FIRST_DAY, MOMENT

__all__ = ["drafted_payment"]
pytestmark = pytest.mark.django_db
NEXT_DAY = MOMENT + dt.timedelta(days=1)


def ask_for(program: Program, code: str, **terms: Any) -> RequiredDocument:
    """Make the programme ask for a paper."""
    given = {"step": "APPLICATION", "valid_from": FIRST_DAY, "name_ko": code, "name_en": code, **terms}
    return RequiredDocument.objects.create(
        program=program, code=code, source_ko="시험", source_en="test", **given
    )


@pytest.fixture
def proof(program: Program) -> RequiredDocument:
    return ask_for(program, "self_burden_proof")


def hand_in(application: Application, required: RequiredDocument, by: User, **terms: Any) -> Any:
    given = {"attachment": cases.paper(by), "at": MOMENT, **terms}
    return operations.hand_in(application=application, required=required, by=by, **given)


class TestHandIn:
    def test_a_required_paper_is_missing_until_it_is_handed_in(
        self, draft: Application, proof: RequiredDocument, tier1_clerk: User, tier1_rep: User
    ) -> None:
        assert [gap.code for gap in gaps(draft, MOMENT)] == ["documents"]
        with pytest.raises(Incomplete, match="self_burden_proof"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        paper = hand_in(draft, proof, tier1_clerk)
        assert (paper.by, paper.at) == (tier1_clerk, MOMENT)
        assert (paper.attachment.owner_kind, paper.attachment.owner_id) == ("handed_in", paper.pk)
        assert gaps(draft, MOMENT) == []
        assert operations.submit(application=draft, by=tier1_rep, at=MOMENT).status == "SUBMITTED"

    def test_the_newest_counts_and_the_older_one_stays(
        self, draft: Application, proof: RequiredDocument, tier1_clerk: User
    ) -> None:
        hand_in(draft, proof, tier1_clerk)
        second = hand_in(draft, proof, tier1_clerk, at=NEXT_DAY)
        assert papers_of(draft, MOMENT)[0].handed_in == second
        assert draft.handed_in.count() == 2

    def test_refuses_a_paper_nobody_asks_for(
        self, draft: Application, program: Program, tier1_clerk: User
    ) -> None:
        of_another = ask_for(programmes.ProgramFactory(), "other")
        ended = ask_for(program, "ended", valid_until=MOMENT.date() - dt.timedelta(days=1))
        not_yet = ask_for(program, "not_yet", valid_from=MOMENT.date() + dt.timedelta(days=1))
        for consulting in (ask_for(program, "scope", cost_kind="CONSULTING"), of_another, ended, not_yet):
            with pytest.raises(NotAskedFor):
                hand_in(draft, consulting, tier1_clerk)

    def test_asks_for_a_paper_where_there_is_such_a_cost(
        self, draft: Application, program: Program, tier1_clerk: User
    ) -> None:
        ask_for(program, "scope", cost_kind="CONSULTING")
        assert missing_papers(draft, "APPLICATION", MOMENT) == []
        add_item(draft, None, tier1_clerk, cost_kind="CONSULTING", cost_won=10_000_000, expectation=None)
        assert [paper.code for paper in missing_papers(draft, "APPLICATION", MOMENT)] == ["scope"]

    def test_is_for_the_firms_own_people_and_for_drafts(
        self,
        submitted: Application,
        program: Program,
        tier1_clerk: User,
        rival_rep: User,
        officer: User,
    ) -> None:
        later = ask_for(program, "late")
        with pytest.raises(NotEditable):
            hand_in(submitted, later, tier1_clerk)
        for stranger in (rival_rep, officer):
            with pytest.raises(PermissionDenied):
                hand_in(submitted, later, stranger)

    def test_papers_for_payments_come_once_the_award_was_accepted(
        self, awarded: Application, program: Program, tier1_rep: User, tier1_clerk: User
    ) -> None:
        photo = ask_for(program, "photo", step="PAYMENT")
        with pytest.raises(NotEditable):
            hand_in(awarded, photo, tier1_clerk)
        cases.accepted(awarded, tier1_rep)
        assert [paper.code for paper in missing_papers(awarded, "PAYMENT", MOMENT)] == ["photo"]
        hand_in(Application.objects.get(pk=awarded.pk), photo, tier1_clerk)
        assert missing_papers(awarded, "PAYMENT", MOMENT) == []

    def test_no_money_is_asked_for_before_they_came(
        self, drafted_payment: Any, program: Program, tier1_rep: User
    ) -> None:
        photo = ask_for(program, "photo", step="PAYMENT")
        with pytest.raises(PapersMissing, match="photo"):
            submit_payment(payment=drafted_payment, by=tier1_rep, at=MOMENT)
        hand_in(drafted_payment.grant.application, photo, tier1_rep)
        assert submit_payment(payment=drafted_payment, by=tier1_rep, at=MOMENT).status == "SUBMITTED"

    def test_what_was_handed_in_never_changes(
        self, draft: Application, proof: RequiredDocument, tier1_clerk: User
    ) -> None:
        paper = hand_in(draft, proof, tier1_clerk)
        with pytest.raises(DatabaseError), transaction.atomic():
            type(paper).objects.filter(pk=paper.pk).update(by=None)


class TestDocumentPages:
    def test_show_what_is_missing_then_who_handed_it_in(
        self, client: Any, draft: Application, proof: RequiredDocument, tier1_clerk: User
    ) -> None:
        client.force_login(tier1_clerk)
        page = client.get(draft.get_absolute_url(), {"tab": "documents"}).content.decode()
        assert "proof" in page
        assert "?paper=self_burden_proof" in page
        address = reverse("applications:hand_in", args=[draft.public_id])
        assert client.get(address, {"paper": proof.code}).context["form"].initial["required"] == proof.pk
        answer = client.post(
            address, {"required": proof.pk, "attachment": SimpleUploadedFile("proof.pdf", cases.SMALL_PDF)}
        )
        assert answer.status_code == 302, answer.context["form"].errors
        page = client.get(draft.get_absolute_url(), {"tab": "documents"}).content.decode()
        assert tier1_clerk.name in page

    def test_its_file_is_the_cases_to_show(
        self,
        client: Any,
        draft: Application,
        proof: RequiredDocument,
        tier1_clerk: User,
        rival_rep: User,
        officer: User,
    ) -> None:
        paper = hand_in(draft, proof, tier1_clerk)
        address = reverse("applications:file", args=[paper.attachment.public_id])
        for person, status in ((tier1_clerk, 200), (rival_rep, 404), (officer, 404)):
            client.force_login(person)
            assert client.get(address).status_code == status

    def test_send_back_whom_nothing_is_asked_of(
        self, client: Any, draft: Application, tier1_clerk: User
    ) -> None:
        client.force_login(tier1_clerk)
        answer = client.get(reverse("applications:hand_in", args=[draft.public_id]))
        assert answer.headers["Location"] == draft.get_absolute_url()


class TestTradingScheme:
    def test_refuses_a_firm_of_the_scheme_where_it_is_excluded(
        self, consortium: Any, selected_plan: Application, program: Program, tier1: Any, tier1_rep: User
    ) -> None:
        terms = {"consortium": consortium, "title": "교체", "purpose": "", "by": tier1_rep, "at": MOMENT}
        type(tier1).objects.filter(pk=tier1.pk).update(is_in_trading_scheme=True)
        tier1.refresh_from_db()
        assert operations.draft_application(firm=tier1, **terms, **PERIOD)
        Program.objects.filter(pk=program.pk).update(excludes_trading_scheme=True)
        consortium.program.refresh_from_db()
        with pytest.raises(InTradingScheme, match=tier1.name):
            operations.draft_application(firm=tier1, **terms, **PERIOD)

    def test_a_draft_of_such_a_firm_is_not_handed_in(
        self, draft: Application, program: Program, tier1: Any, tier1_rep: User
    ) -> None:
        type(tier1).objects.filter(pk=tier1.pk).update(is_in_trading_scheme=True)
        Program.objects.filter(pk=program.pk).update(excludes_trading_scheme=True)
        with pytest.raises(Incomplete, match="emissions trading scheme"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)


class TestTechnologies:
    def test_refuses_one_outside_its_dates(
        self, draft: Application, technology: Technology, tier1_clerk: User
    ) -> None:
        ended = MOMENT.date() - dt.timedelta(days=1)
        Technology.objects.filter(pk=technology.pk).update(valid_until=ended)
        with pytest.raises(TechnologyNotOffered, match="2026-02-02"):
            add_item(draft, technology, tier1_clerk)

    def test_offers_only_those_of_the_day(
        self, client: Any, draft: Application, technology: Technology, program: Program, tier1_clerk: User
    ) -> None:
        ended = MOMENT.date() - dt.timedelta(days=1)
        programmes.TechnologyFactory(program=program, code="old", valid_until=ended)
        client.force_login(tier1_clerk)
        page = client.get(reverse("applications:cost_item_add", args=[draft.public_id]))
        assert page.context["technologies"] == [technology]

    def test_a_measure_keeps_to_its_programme(
        self, consortium: Any, tier1_member: Any, tier1: Any, tier1_clerk: User
    ) -> None:
        elsewhere = programmes.TechnologyFactory()
        with pytest.raises(TechnologyElsewhere):
            describe_measure(
                firm=tier1,
                consortium=consortium,
                technology=elsewhere,
                name="압축기",
                site="공장",
                expectation=EXPECTATION,
                by=tier1_clerk,
                at=MOMENT,
            )


def change_rate(program: Program, value: int, day: dt.date) -> None:
    """End the SME's rate for equipment the day before and let another one follow."""
    old = program.rules.get(kind="RATE", cost_kind="EQUIPMENT", size_class="SME", valid_until=None)
    old.valid_until = day - dt.timedelta(days=1)
    old.save()
    terms = {name: getattr(old, name) for name in ("kind", "cost_kind", "size_class")}
    FundingRule.objects.create(
        program=program, value=value, valid_from=day, source_ko="변경", source_en="changed", **terms
    )


class TestRulesChanged:
    def test_another_amount_is_never_handed_in_silently(
        self, draft: Application, program: Program, tier1_rep: User
    ) -> None:
        change_rate(program, 5_500, NEXT_DAY.date())
        with pytest.raises(RulesChanged, match=r"now 110,000,000 won, not 120,000,000 won"):
            operations.submit(application=draft, seen_won=120_000_000, by=tier1_rep, at=NEXT_DAY)
        draft.refresh_from_db()
        assert (draft.status, draft.asked_won, draft.arithmetic.count()) == ("DRAFTED", None, 0)
        done = operations.submit(application=draft, seen_won=110_000_000, by=tier1_rep, at=NEXT_DAY)
        assert (done.asked_won, done.rules_on) == (110_000_000, NEXT_DAY.date())

    def test_is_asked_before_it_is_said_that_nothing_is_left(
        self, draft: Application, program: Program, tier1_rep: User
    ) -> None:
        change_rate(program, 0, NEXT_DAY.date())
        with pytest.raises(RulesChanged, match="now 0 won"):
            operations.submit(application=draft, seen_won=120_000_000, by=tier1_rep, at=NEXT_DAY)
        with pytest.raises(ZeroSubsidy):
            operations.submit(application=draft, seen_won=0, by=tier1_rep, at=NEXT_DAY)

    def test_what_was_submitted_under_a_rule_keeps_it_after_a_return(
        self, submitted: Application, program: Program, tier1_rep: User, officer: User
    ) -> None:
        change_rate(program, 5_500, NEXT_DAY.date())
        operations.return_for_correction(application=submitted, reason="견적서 보완", by=officer, at=NEXT_DAY)
        again = operations.submit(application=submitted, by=tier1_rep, at=NEXT_DAY)
        assert (again.asked_won, again.rules_on) == (120_000_000, MOMENT.date())

    def test_what_was_submitted_keeps_the_terms_that_carry_no_dates(
        self, submitted: Application, program: Program, tier1: Any, tier1_rep: User, officer: User
    ) -> None:
        before = program.pass_through_days
        Program.objects.filter(pk=program.pk).update(
            excludes_trading_scheme=True, pass_through_days=before - 30
        )
        type(tier1).objects.filter(pk=tier1.pk).update(is_in_trading_scheme=True)
        operations.return_for_correction(application=submitted, reason="견적서 보완", by=officer, at=NEXT_DAY)
        again = operations.submit(application=submitted, by=tier1_rep, at=NEXT_DAY)
        assert (again.status, again.pass_through_days) == ("SUBMITTED", before)
        with pytest.raises(DatabaseError, match="terms_frozen"), transaction.atomic():
            Application.objects.filter(pk=again.pk).update(frozen_pass_through_days=1)

    def test_a_paper_counts_that_was_handed_in_before_it_was_asked_for_in_another_way(
        self, draft: Application, program: Program, tier1_clerk: User
    ) -> None:
        proof = ask_for(program, "self_burden_proof", valid_until=MOMENT.date())
        hand_in(draft, proof, tier1_clerk)
        ask_for(program, "self_burden_proof", valid_from=NEXT_DAY.date())
        assert missing_papers(draft, "APPLICATION", NEXT_DAY) == []
        assert len(papers_of(draft, NEXT_DAY)) == 1

    def test_an_award_meets_the_caps_of_its_own_day(
        self, assessed: Application, funded_call: Any, program: Program, approving_officer: User
    ) -> None:
        cap = program.rules.get(kind="CAP_CONSORTIUM", cost_kind="")
        cap.valid_until = MOMENT.date()
        cap.save()
        terms = {"kind": "CAP_CONSORTIUM", "value": 1, "source_ko": "변경", "source_en": "changed"}
        FundingRule.objects.create(program=program, valid_from=NEXT_DAY.date(), **terms)
        operations.award(
            application=assessed,
            amount=120_000_000,
            reason="선정평가 결과에 따름",
            effective_on=MOMENT.date(),
            by=approving_officer,
            at=NEXT_DAY,
        )

    def test_the_page_shows_the_new_amount_and_takes_it_the_second_time(
        self, client: Any, draft: Application, program: Program, tier1_rep: User
    ) -> None:
        client.force_login(tier1_rep)
        address = reverse("applications:submit", args=[draft.public_id])
        seen = client.get(address).context["form"].initial["seen_won"]
        assert seen == 120_000_000
        rule = program.rules.get(kind="RATE", cost_kind="EQUIPMENT", size_class="SME")
        type(rule).objects.filter(pk=rule.pk).update(value=5_000)
        answer = client.post(address, {"seen_won": seen})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "120,000,000" in page
        assert 'value="100000000"' in page
        assert client.post(address, {"seen_won": 100_000_000}).status_code == 302
        draft.refresh_from_db()
        assert draft.asked_won == 100_000_000


def test_a_stranger_finds_nothing(client: Any, draft: Application) -> None:
    client.force_login(people.UserFactory())
    assert client.get(reverse("applications:hand_in", args=[draft.public_id])).status_code == 404
