"""Drafting, submitting, assessing, deciding."""

import datetime as dt
import json
from typing import Any, ClassVar

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from applications import operations
from applications.arithmetic import compute, latest_rows
from applications.models import Application, CostItem
from applications.pages.sheets import support_rows
from applications.refusals import (
    AmountAboveAsked,
    CallClosed,
    CapExceeded,
    GrantNotOpen,
    Incomplete,
    NotAPartner,
    NotAssessed,
    NotASupplier,
    NotEditable,
    PeriodReversed,
    PlanExists,
    PlanNotSelected,
    ReasonMissing,
    ZeroSubsidy,
)
from core.inbox.models import Item
from core.jobs.models import Job
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.ledger.refusals import InsufficientFunds, InvalidAmount
from core.users.models import User
from core.workflow.refusals import InvalidTransition, StaleVersion
from programs.models import Call
from programs.refusals import InKindAbovePart, InKindAboveShare, NoInKind
from tests.applications.conftest import EXPECTATION, PERIOD, add_item
from tests.factories import cases, people, programmes
from tests.factories.consortia import in_order
from tests.factories.people import MOMENT
from tests.factories.programmes import change_rules

pytestmark = pytest.mark.django_db


def waiting(case: Application) -> list[tuple[str, str]]:
    """Return (kind, role) of what waits about the case, notices left out."""
    found = Item.objects.open().filter(subject_kind="application", subject_id=case.pk, is_notice=False)
    return list(found.values_list("kind", "role"))


class TestDraftPlan:
    def draft(self, consortium: Any, by: User, **extra: Any) -> Application:
        terms = {"title": "계획", "purpose": "목적", "at": MOMENT, **PERIOD, **extra}
        return operations.draft_plan(consortium=consortium, by=by, **terms)

    def test_begins_with_the_deadline_in_the_firms_inbox(self, consortium: Any, anchor_rep: User) -> None:
        plan = self.draft(consortium, anchor_rep)
        assert (plan.kind, plan.status, plan.firm) == ("PLAN", "DRAFTED", consortium.anchor)
        assert waiting(plan) == [("finish_draft", "")]
        assert Item.objects.get(subject_id=plan.pk, kind="finish_draft").due_on == plan.deadline.day

    def test_refuses_another_firms_people(self, consortium: Any, rival_rep: User) -> None:
        with pytest.raises(PermissionDenied):
            self.draft(consortium, rival_rep)

    def test_refuses_a_second_plan(self, consortium: Any, anchor_rep: User) -> None:
        self.draft(consortium, anchor_rep)
        with pytest.raises(PlanExists):
            self.draft(consortium, anchor_rep)

    def test_refuses_after_the_deadline(self, consortium: Any, anchor_rep: User) -> None:
        late = consortium.call.plans_close_at + dt.timedelta(seconds=1)
        with pytest.raises(CallClosed, match="2098-12-31 18:00"):
            self.draft(consortium, anchor_rep, at=late)

    def test_refuses_an_end_before_the_start(self, consortium: Any, anchor_rep: User) -> None:
        with pytest.raises(PeriodReversed):
            self.draft(consortium, anchor_rep, ends_on=dt.date(2026, 3, 1))

    def test_needs_a_partner_to_be_submitted(
        self, consortium: Any, anchor_member: Any, anchor_rep: User
    ) -> None:
        plan = self.draft(consortium, anchor_rep)
        with pytest.raises(Incomplete, match="partner"):
            operations.submit(application=plan, by=anchor_rep, at=MOMENT)

    def test_is_selected_by_an_officer_and_partners_are_told(
        self, consortium: Any, tier1_member: Any, anchor_rep: User, officer: User
    ) -> None:
        plan = self.draft(consortium, anchor_rep)
        in_order(consortium)
        operations.submit(application=plan, by=anchor_rep, at=MOMENT)
        assert waiting(plan) == [("select_plan", "OFFICER")]
        plan = operations.select_plan(application=plan, reason="우수한 계획", by=officer, at=MOMENT)
        assert plan.status == "SELECTED"
        assert waiting(plan) == []
        assert Item.objects.filter(kind="apply_for_support", scope_id=tier1_member.firm_id).count() == 1

    def test_is_never_assessed_or_awarded(
        self, consortium: Any, tier1_member: Any, anchor_rep: User, officer: User, approving_officer: User
    ) -> None:
        in_order(consortium)
        plan = operations.submit(application=self.draft(consortium, anchor_rep), by=anchor_rep, at=MOMENT)
        with pytest.raises(PermissionDenied, match="as a whole"):
            operations.assess(application=plan, recommendation="AWARD", finding="…", by=officer, at=MOMENT)
        with pytest.raises(PermissionDenied, match="as a whole"):
            operations.award(
                application=plan,
                amount=1,
                reason="…",
                effective_on=MOMENT.date(),
                by=approving_officer,
                at=MOMENT,
            )


class TestDraftApplication:
    def draft(self, consortium: Any, firm: Any, by: User) -> Application:
        return operations.draft_application(
            consortium=consortium, firm=firm, title="교체", purpose="", by=by, at=MOMENT, **PERIOD
        )

    def test_refuses_before_the_plan_is_selected(
        self, consortium: Any, tier1_member: Any, tier1_rep: User
    ) -> None:
        with pytest.raises(PlanNotSelected):
            self.draft(consortium, tier1_member.firm, tier1_rep)

    def test_refuses_a_firm_outside(
        self, consortium: Any, selected_plan: Application, rival: Any, rival_rep: User
    ) -> None:
        with pytest.raises(NotAPartner, match=rival.name):
            self.draft(consortium, rival, rival_rep)

    def test_refuses_a_tier_2_firm(
        self, consortium: Any, selected_plan: Application, tier2_member: Any, tier2_rep: User
    ) -> None:
        with pytest.raises(NotAPartner):
            self.draft(consortium, tier2_member.firm, tier2_rep)


class TestEditApplication:
    def test_tells_the_second_writer(self, draft: Application, tier1_clerk: User, tier1_rep: User) -> None:
        read = Application.objects.get(pk=draft.pk).version
        operations.edit_application(application=draft, version=read, title="처음", by=tier1_clerk, at=MOMENT)
        with pytest.raises(StaleVersion):
            operations.edit_application(
                application=draft, version=read, title="둘째", by=tier1_rep, at=MOMENT
            )
        draft.refresh_from_db()
        assert draft.title == "처음"

    def test_refuses_what_was_submitted(self, submitted: Application, tier1_rep: User) -> None:
        submitted.refresh_from_db()
        with pytest.raises(NotEditable, match="Received"):
            operations.edit_application(
                application=submitted, version=submitted.version, title="x", by=tier1_rep, at=MOMENT
            )


class TestCostItems:
    def test_become_measures_with_an_expected_reduction(self, draft: Application) -> None:
        item = draft.cost_items.get()
        # (0.135 − 0.105) kWh/Nm³ × 5,000,000 Nm³ × 0.4541 kg/kWh = 68,115 kg
        assert item.measure is not None
        assert (item.measure.firm, item.measure.expected_kg) == (draft.firm, 68_115)
        assert (cases.file_of(item).owner_kind, cases.file_of(item).owner_id) == ("cost_item", item.pk)

    @pytest.mark.parametrize("cost", [0, -1, 10**18, True])
    def test_refuse_what_is_no_amount(
        self, draft: Application, technology: Any, tier1_clerk: User, cost: int
    ) -> None:
        with pytest.raises(InvalidAmount):
            add_item(draft, technology, tier1_clerk, cost_won=cost)
        assert draft.cost_items.count() == 1

    def test_are_changed_with_their_measure(self, draft: Application, tier1_clerk: User) -> None:
        item = draft.cost_items.get()
        quote = cases.file_of(item)
        operations.change_cost_item(
            cost_item=item,
            version=item.version,
            cost_won=150_000_000,
            expectation={**EXPECTATION, "annual_nm3": 1_000_000},
            by=tier1_clerk,
            at=MOMENT,
        )
        item = CostItem.objects.get(pk=item.pk)
        assert (item.cost_won, item.measure.expected_kg, cases.file_of(item)) == (150_000_000, 13_623, quote)  # type: ignore[union-attr]

    def test_are_removed_with_their_measure(self, draft: Application, tier1_clerk: User) -> None:
        item = draft.cost_items.get()
        operations.remove_cost_item(cost_item=item, by=tier1_clerk, at=MOMENT)
        assert not draft.cost_items.exists()
        assert not draft.firm.measures.exists()

    def test_stay_once_submitted(self, submitted: Application, technology: Any, tier1_clerk: User) -> None:
        with pytest.raises(NotEditable):
            add_item(submitted, technology, tier1_clerk)
        with pytest.raises(NotEditable):
            operations.remove_cost_item(cost_item=submitted.cost_items.get(), by=tier1_clerk, at=MOMENT)

    def test_refuse_a_quote_that_serves_another_case(
        self, draft: Application, technology: Any, tier1_clerk: User
    ) -> None:
        from core.evidence.operations import AttachmentTaken

        with pytest.raises(AttachmentTaken):
            add_item(draft, technology, tier1_clerk, quote=cases.file_of(draft.cost_items.get()))


class TestInKind:
    PARTS: ClassVar = {
        "anchor_won": 20_000_000,
        "anchor_in_kind_won": 5_000_000,
        "own_in_kind_won": 15_000_000,
    }

    @pytest.fixture
    def share(self, program: Any) -> Any:
        """Of the self-burden a quarter may be in kind."""
        terms = {"source_ko": "시험 자료", "source_en": "Test data", "valid_from": programmes.FIRST_DAY}
        return program.rules.create(kind="IN_KIND_SHARE", value=2_500, **terms)

    def edit(self, draft: Application, clerk: User, **given: int) -> Application:
        terms = {"application": draft, "version": draft.version, "by": clerk, "at": MOMENT}
        return operations.edit_application(**terms, **given)

    def test_is_refused_where_the_programme_names_no_share(
        self, draft: Application, tier1_clerk: User
    ) -> None:
        with pytest.raises(NoInKind) as refused:
            self.edit(draft, tier1_clerk, own_in_kind_won=1)
        assert refused.value.field == "own_in_kind_won"

    def test_of_the_anchor_stays_within_its_part(
        self, share: Any, draft: Application, tier1_clerk: User
    ) -> None:
        with pytest.raises(InKindAbovePart):
            self.edit(draft, tier1_clerk, anchor_in_kind_won=1)

    def test_is_frozen_row_by_row_with_the_rule_and_in_the_receipt(
        self, share: Any, draft: Application, tier1_clerk: User, tier1_rep: User
    ) -> None:
        draft = self.edit(draft, tier1_clerk, **self.PARTS)
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        rows = list(draft.arithmetic.values_list("code", "result_won", "rule"))
        assert rows[-7:] == [
            ("in_kind_limit", 20_000_000, share.pk),
            ("anchor", 20_000_000, None),
            ("anchor_in_kind", 5_000_000, share.pk),
            ("anchor_cash", 15_000_000, None),
            ("own", 60_000_000, None),
            ("own_in_kind", 15_000_000, share.pk),
            ("own_cash", 45_000_000, None),
        ]
        said = json.loads(draft.receipts.get().content)["undertaking"]
        assert {name: said[name] for name in self.PARTS} == self.PARTS

    def test_above_the_share_is_not_handed_in(
        self, share: Any, draft: Application, tier1_clerk: User, tier1_rep: User
    ) -> None:
        draft = self.edit(draft, tier1_clerk, **{**self.PARTS, "own_in_kind_won": 15_000_001})
        with translation.override("en"), pytest.raises(InKindAboveShare, match="20,000,000 won"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)

    def test_the_form_asks_for_it_where_it_may_be(
        self, draft: Application, tier1_clerk: User, client: Any, program: Any
    ) -> None:
        client.force_login(tier1_clerk)
        address = f"{draft.get_absolute_url()}edit/"
        assert "own_in_kind_won" not in client.get(address).context["form"].fields
        terms = {"source_ko": "시험", "source_en": "Test", "valid_from": programmes.FIRST_DAY}
        program.rules.create(kind="IN_KIND_SHARE", value=2_500, **terms)
        form = client.get(address).context["form"]
        assert "25 %" in form.fields["own_in_kind_won"].help_text
        assert form["anchor_in_kind_won"].value() == "0"


class TestSubmit:
    def test_freezes_size_amount_arithmetic_and_expectation(self, submitted: Application) -> None:
        submitted = Application.objects.get(pk=submitted.pk)
        assert submitted.status == "SUBMITTED"
        assert submitted.frozen_size_class == "SME"
        assert submitted.frozen_certificate == submitted.firm.certificates.get()
        assert (submitted.asked_won, submitted.expected_kg) == (120_000_000, 68_115)
        rows = list(
            submitted.arithmetic.values_list("code", "cost_kind", "input_won", "factor", "result_won")
        )
        assert rows[:2] == [
            ("eligible", "EQUIPMENT", 200_000_000, None, 200_000_000),
            ("rate", "EQUIPMENT", 200_000_000, 6_000, 120_000_000),
        ]
        assert rows[-3:] == [
            ("subsidy", "", 200_000_000, None, 120_000_000),
            ("self_burden", "", 200_000_000, None, 80_000_000),
            ("own", "", 80_000_000, None, 80_000_000),
        ]
        assert waiting(submitted) == [("assess_application", "OFFICER")]

    @pytest.mark.parametrize(
        ("language", "rate", "act"), [("ko", "시험 자료", "제7조"), ("en", "Test data", "art. 7")]
    )
    def test_says_what_each_step_rests_on_in_the_language_of_the_reader(
        self, submitted: Application, language: str, rate: str, act: str
    ) -> None:
        with translation.override(language):
            sources = [row["source"] for row in support_rows(latest_rows(submitted))]
            previewed = [row["source"] for row in support_rows(compute(submitted, MOMENT).result.rows)]
        assert sources == previewed
        assert sources[1] == rate
        assert act in sources[-2]

    def test_waits_for_the_ministry_and_for_the_agency_where_there_is_one(
        self, draft: Application, office: Any, agency: Any, tier1_rep: User
    ) -> None:
        program = draft.call.program
        program.agency = agency
        program.save()
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        items = Item.objects.open().filter(kind="assess_application")
        assert sorted(items.values_list("role", "scope_kind", "scope_id")) == [
            ("AGENCY_OFFICER", "OFFICE", agency.pk),
            ("OFFICER", "OFFICE", office.pk),
        ]

    def test_refuses_the_clerk_and_says_who(self, draft: Application, tier1_clerk: User) -> None:
        with pytest.raises(PermissionDenied, match="representative"):
            operations.submit(application=draft, by=tier1_clerk, at=MOMENT)

    def test_takes_the_last_second_and_refuses_the_next(self, draft: Application, tier1_rep: User) -> None:
        last = draft.call.applications_close_at
        with pytest.raises(CallClosed, match="18:00"):
            operations.submit(application=draft, by=tier1_rep, at=last + dt.timedelta(seconds=1))
        draft.refresh_from_db()
        assert (draft.status, draft.title, draft.cost_items.count()) == ("DRAFTED", "압축기 교체", 1)
        assert operations.submit(application=draft, by=tier1_rep, at=last).status == "SUBMITTED"

    def test_counts_a_double_click_once(self, submitted: Application, tier1_rep: User) -> None:
        with pytest.raises(InvalidTransition, match="윤대표"):
            operations.submit(application=submitted, by=tier1_rep, at=MOMENT)
        assert submitted.changes.filter(to_status="SUBMITTED").count() == 1
        assert submitted.arithmetic.filter(code="subsidy").count() == 1

    def test_says_everything_that_is_missing(
        self, consortium: Any, selected_plan: Application, rival: Any, rival_rep: User
    ) -> None:
        programmes.join(consortium, rival, selected_plan.consortium.members.get(tier=0))
        empty = operations.draft_application(
            consortium=consortium,
            firm=rival,
            title="t",
            purpose="",
            starts_on=None,
            ends_on=None,
            by=rival_rep,
            at=MOMENT,
        )
        too_late_for_the_certificate = dt.datetime(2098, 12, 31, 17, tzinfo=people.SEOUL)
        with pytest.raises(Incomplete) as refusal:
            operations.submit(application=empty, by=rival_rep, at=too_late_for_the_certificate)
        for word in ("purpose", "start", "cost item"):
            assert word in str(refusal.value)

    def test_refuses_without_a_certificate(
        self, consortium: Any, selected_plan: Application, technology: Any, factors: None
    ) -> None:
        firm = people.FirmFactory(name="무증서")
        rep = people.person_of(firm)
        programmes.join(consortium, firm, consortium.members.get(tier=0))
        application = operations.draft_application(
            consortium=consortium, firm=firm, title="t", purpose="p", by=rep, at=MOMENT, **PERIOD
        )
        add_item(application, technology, rep)
        with pytest.raises(Incomplete, match="certificate"):
            operations.submit(application=application, by=rep, at=MOMENT)

    def test_refuses_what_the_rules_give_nothing(self, draft: Application, tier1_rep: User) -> None:
        change_rules(0, kind="RATE", size_class="SME")
        with pytest.raises(ZeroSubsidy, match="SME"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)

    def test_after_a_correction_computes_anew_even_past_the_deadline(
        self, submitted: Application, officer: User, tier1_rep: User
    ) -> None:
        operations.return_for_correction(application=submitted, reason="견적을 보완", by=officer, at=MOMENT)
        assert waiting(submitted) == [("correct_application", "")]
        item = submitted.cost_items.get()
        late = submitted.call.applications_close_at + dt.timedelta(hours=1)
        operations.change_cost_item(
            cost_item=item, version=item.version, cost_won=100_000_000, by=tier1_rep, at=late
        )
        again = operations.submit(application=submitted, by=tier1_rep, at=late)
        assert again.asked_won == 60_000_000
        assert submitted.arithmetic.filter(code="subsidy").count() == 2


class TestAssess:
    def test_waits_for_the_approving_officer(self, assessed: Application, officer: User) -> None:
        assert (assessed.status, assessed.assessed_by) == ("ASSESSED", officer)
        assert assessed.assessments.get().recommended_won == 120_000_000
        assert waiting(assessed) == [("award_application", "APPROVING_OFFICER")]

    def test_needs_a_finding(self, submitted: Application, officer: User) -> None:
        with pytest.raises(ReasonMissing):
            operations.assess(
                application=submitted, recommendation="AWARD", finding="  ", by=officer, at=MOMENT
            )

    def test_refuses_more_than_was_asked(self, submitted: Application, officer: User) -> None:
        with pytest.raises(AmountAboveAsked, match="120,000,000"):
            operations.assess(
                application=submitted,
                recommendation="AWARD",
                finding="적정",
                recommended_won=120_000_001,
                by=officer,
                at=MOMENT,
            )

    def test_refuses_the_other_ministry_and_the_approving_officer(
        self, submitted: Application, other_officer: User, approving_officer: User, auditor: User
    ) -> None:
        for person in (other_officer, approving_officer, auditor):
            with pytest.raises(PermissionDenied):
                operations.assess(
                    application=submitted, recommendation="AWARD", finding="적정", by=person, at=MOMENT
                )


def mailed(kind: str) -> bool:
    """Say whether anybody was told of items of a kind at once, beside the letter about the decision."""
    items = list(Item.objects.filter(kind=kind).values_list("pk", flat=True))
    return Job.objects.filter(kind="inbox_email", payload__item_id__in=items).exists()


class TestRefuse:
    def test_tells_the_firm(self, assessed: Application, approving_officer: User) -> None:
        refused = operations.refuse(application=assessed, reason="요건 미달", by=approving_officer, at=MOMENT)
        assert refused.status == "REFUSED"
        assert waiting(refused) == []
        assert Item.objects.get(kind="application_refused").scope_id == refused.firm_id
        assert not mailed("application_refused")

    def test_refuses_the_officer_who_assessed_it(self, assessed: Application, officer: User) -> None:
        with pytest.raises(PermissionDenied, match="another person"):
            operations.refuse(application=assessed, reason="요건 미달", by=officer, at=MOMENT)

    def test_needs_a_reason(self, submitted: Application, officer: User) -> None:
        with pytest.raises(ReasonMissing):
            operations.refuse(application=submitted, reason=" ", by=officer, at=MOMENT)


class TestAward:
    def award(self, application: Application, by: User, **extra: Any) -> Application:
        terms = {
            "amount": 120_000_000,
            "reason": "결정",
            "effective_on": MOMENT.date(),
            "at": MOMENT,
            **extra,
        }
        return operations.award(application=application, by=by, **terms)

    def test_commits_the_money_and_asks_the_firm(self, awarded: Application, call: Call) -> None:
        assert (awarded.status, awarded.awarded_won) == ("AWARDED", 120_000_000)
        assert balance(awarded.owner, "committed") == 120_000_000
        assert balance(Owner("call", call.pk), "available") == 10_500_000_000 - 120_000_000
        assert waiting(awarded) == [("accept_award", "REPRESENTATIVE")]
        assert not mailed("accept_award")

    def test_refuses_the_officer_who_assessed_it(
        self, assessed: Application, funded_call: Call, officer: User
    ) -> None:
        people.give_role(officer, "APPROVING_OFFICER", "OFFICE", funded_call.program.office_id)
        with pytest.raises(PermissionDenied, match="You assessed"):
            self.award(assessed, officer)

    def test_refuses_whoever_submitted_it(
        self, assessed: Application, funded_call: Call, tier1_rep: User
    ) -> None:
        people.give_role(tier1_rep, "APPROVING_OFFICER", "OFFICE", funded_call.program.office_id)
        with pytest.raises(PermissionDenied, match="You submitted"):
            self.award(assessed, tier1_rep)

    def test_refuses_the_second_click(self, awarded: Application, approving_officer: User) -> None:
        with pytest.raises(InvalidTransition, match="박승인"):
            self.award(awarded, approving_officer)
        assert balance(awarded.owner, "committed") == 120_000_000

    def test_refuses_before_an_assessment(
        self, submitted: Application, funded_call: Call, approving_officer: User
    ) -> None:
        with pytest.raises(NotAssessed):
            self.award(submitted, approving_officer)

    def test_refuses_more_than_was_asked(
        self, assessed: Application, funded_call: Call, approving_officer: User
    ) -> None:
        with pytest.raises(AmountAboveAsked):
            self.award(assessed, approving_officer, amount=120_000_001)

    @pytest.mark.parametrize("amount", [0, -1, 10**18])
    def test_refuses_what_is_no_amount(
        self, assessed: Application, funded_call: Call, approving_officer: User, amount: int
    ) -> None:
        with pytest.raises(InvalidAmount):
            self.award(assessed, approving_officer, amount=amount)

    def test_refuses_more_than_the_call_has_left(
        self, assessed: Application, call: Call, approving_officer: User
    ) -> None:
        programmes.fund(call, 100_000_000)
        with pytest.raises(InsufficientFunds, match="100,000,000"):
            self.award(assessed, approving_officer)
        assessed.refresh_from_db()
        assert (assessed.status, assessed.awarded_won) == ("ASSESSED", None)
        assert self.award(assessed, approving_officer, amount=100_000_000).awarded_won == 100_000_000

    def test_refuses_to_pass_the_cap_of_the_consortium(
        self, assessed: Application, funded_call: Call, approving_officer: User
    ) -> None:
        change_rules(100_000_000, kind="CAP_CONSORTIUM", cost_kind="")
        with pytest.raises(CapExceeded, match="100,000,000") as refusal:
            self.award(assessed, approving_officer)
        assert refusal.value.field == "amount"

    def test_counts_what_others_of_the_consortium_were_awarded(
        self, assessed: Application, awarded_elsewhere: int, funded_call: Call, approving_officer: User
    ) -> None:
        change_rules(awarded_elsewhere + 119_999_999, kind="CAP_CONSORTIUM", cost_kind="")
        with pytest.raises(CapExceeded, match="119,999,999"):
            self.award(assessed, approving_officer)
        assert self.award(assessed, approving_officer, amount=119_999_999).status == "AWARDED"

    @pytest.fixture
    def awarded_elsewhere(
        self,
        consortium: Any,
        selected_plan: Application,
        rival: Any,
        rival_rep: User,
        second_officer: User,
        approving_officer: User,
        funded_call: Call,
    ) -> int:
        programmes.join(consortium, rival, consortium.members.get(tier=0))
        other = cases.draft(consortium, rival, rival_rep)
        cases.awarded(
            other, rep=rival_rep, assessor=second_officer, approver=approving_officer, amount=50_000_000
        )
        return 50_000_000

    def test_is_held_to_four_eyes_by_the_database(self, awarded: Application) -> None:
        with (
            pytest.raises(IntegrityError, match="applications_application_four_eyes"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE applications_application SET decided_by_id = assessed_by_id WHERE id = %s",
                [awarded.pk],
            )

    def test_is_held_to_an_assessment_by_the_database(self, awarded: Application) -> None:
        with (
            pytest.raises(IntegrityError, match="awards_were_assessed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE applications_application SET assessed_by_id = NULL WHERE id = %s", [awarded.pk]
            )


class TestConsultingCap:
    """KRW 300 m per consortium and KRW 30 m per firm for consulting (2026 call)."""

    def test_lowers_what_is_asked(
        self, draft: Application, technology: Any, tier1_clerk: User, tier1_rep: User
    ) -> None:
        add_item(
            draft,
            None,
            tier1_clerk,
            cost_kind="CONSULTING",
            name="제품 탄소발자국 컨설팅",
            cost_won=80_000_000,
        )
        submitted = operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assert submitted.asked_won == 120_000_000 + 30_000_000

    def test_counts_the_share_of_consulting_in_an_award(
        self,
        draft: Application,
        technology: Any,
        tier1_clerk: User,
        tier1_rep: User,
        officer: User,
        approving_officer: User,
        funded_call: Call,
    ) -> None:
        add_item(draft, None, tier1_clerk, cost_kind="CONSULTING", name="컨설팅", cost_won=80_000_000)
        submitted = operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assessed = operations.assess(
            application=submitted, recommendation="AWARD", finding="적정", by=officer, at=MOMENT
        )
        change_rules(20_000_000, kind="CAP_FIRM", cost_kind="CONSULTING")
        with pytest.raises(CapExceeded, match="20,000,000"):
            operations.award(
                application=assessed,
                amount=150_000_000,
                reason="결정",
                effective_on=MOMENT.date(),
                by=approving_officer,
                at=MOMENT,
            )


class TestWithdraw:
    def test_lets_a_clerk_drop_a_draft_nobody_saw(self, draft: Application, tier1_clerk: User) -> None:
        operations.withdraw(application=draft, reason="", by=tier1_clerk, at=MOMENT)
        assert waiting(draft) == []

    def test_refuses_the_clerk_once_submitted(self, submitted: Application, tier1_clerk: User) -> None:
        with pytest.raises(PermissionDenied, match="representative"):
            operations.withdraw(application=submitted, reason="", by=tier1_clerk, at=MOMENT)

    def test_gives_an_award_back_to_the_call(self, awarded: Application, tier1_rep: User, call: Call) -> None:
        operations.withdraw(application=awarded, reason="자금 사정", by=tier1_rep, at=MOMENT)
        assert balance(awarded.owner, "committed") == 0
        assert balance(Owner("call", call.pk), "available") == 10_500_000_000
        assert Item.objects.get(kind="award_declined").role == "APPROVING_OFFICER"


class TestContribution:
    def propose(self, parent: Application, firm: Any, by: User, **extra: Any) -> Application:
        terms = {
            "title": "2차 지원",
            "purpose": "상생",
            "amount": 30_000_000,
            "at": MOMENT,
            **PERIOD,
            **extra,
        }
        return operations.propose_contribution(parent=parent, firm=firm, by=by, **terms)

    def test_is_proposed_recorded_and_waits_for_the_receiver(
        self, grant: Any, tier2_member: Any, tier1_rep: User, officer: User
    ) -> None:
        proposed = self.propose(grant.application, tier2_member.firm, tier1_rep)
        assert (proposed.status, proposed.grant_kind, proposed.asked_won) == (
            "SUBMITTED",
            "CONTRIBUTION",
            30_000_000,
        )
        assert waiting(proposed) == [("record_contribution", "OFFICER")]
        assert Item.objects.get(kind="contribution_proposed").scope_id == tier2_member.firm_id
        recorded = operations.record_contribution(application=proposed, reason="확인", by=officer, at=MOMENT)
        assert (recorded.status, recorded.awarded_won) == ("AWARDED", 30_000_000)
        assert waiting(recorded) == [("accept_award", "REPRESENTATIVE")]
        assert mailed("accept_award")  # there is no letter about a contribution
        assert balance(recorded.owner, "committed") == 0

    def test_needs_an_accepted_award(self, awarded: Application, tier2_member: Any, tier1_rep: User) -> None:
        with pytest.raises(GrantNotOpen):
            self.propose(awarded, tier2_member.firm, tier1_rep)

    def test_goes_only_to_ones_own_suppliers(self, grant: Any, rival: Any, tier1_rep: User) -> None:
        with pytest.raises(NotASupplier, match=rival.name):
            self.propose(grant.application, rival, tier1_rep)

    def test_refuses_the_clerk_and_the_receiver(
        self, grant: Any, tier2_member: Any, tier1_clerk: User, tier2_rep: User
    ) -> None:
        for person in (tier1_clerk, tier2_rep):
            with pytest.raises(PermissionDenied):
                self.propose(grant.application, tier2_member.firm, person)

    def test_is_never_assessed(self, grant: Any, tier2_member: Any, tier1_rep: User, officer: User) -> None:
        proposed = self.propose(grant.application, tier2_member.firm, tier1_rep)
        with pytest.raises(PermissionDenied, match="giver's own money"):
            operations.assess(
                application=proposed, recommendation="AWARD", finding="…", by=officer, at=MOMENT
            )


class TestAccept:
    def test_moves_on_and_leaves_the_inbox(self, awarded: Application, tier1_rep: User) -> None:
        accepted = operations.accept(application=awarded, by=tier1_rep, at=MOMENT)
        assert accepted.status == "ACCEPTED"
        assert waiting(accepted) == []
