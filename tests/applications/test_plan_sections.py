"""Sections of a plan by the flags of its support model, what a plan still needs, and a fifth model by data alone."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from applications import operations, queries
from applications.models import Application, PlannedPassOn
from applications.plans import clauses_of, facts_of, section_keys
from applications.refusals import Incomplete, NotEditable
from applications.refusals.plans import (
    AboveTheCap,
    AboveWhatItReceives,
    AnchorHandsNothingOn,
    NoSuchSection,
    NotDirectlyBelow,
    OwnerNotInConsortium,
)
from core.ledger.refusals import InvalidAmount
from programs import operations as programs
from programs.models import AttributionAgreement, AttributionShare, Direction, Member
from tests.applications.conftest import PERIOD
from tests.factories import cases, programmes
from tests.factories.consortia import in_order, link, signed
from tests.factories.people import FIRST_DAY, MOMENT, FirmFactory

pytestmark = pytest.mark.django_db
FLAGS = ("passes_money_on", "shares_reductions", "promises_surplus", "links_products")


def a_model(consortium: Any, *flags: str, **more: Any) -> Any:
    """Put the consortium under a model that nobody has heard of, made of flags alone."""
    terms = {flag: flag in flags for flag in FLAGS}
    model = programmes.SupportModelFactory(
        code=f"fifth-{len(flags)}-{(*flags, 'none')[0]}", name_en="Fifth", **terms, **more
    )
    consortium.support_model = model
    consortium.pass_through_kind = "CONTRIBUTION" if model.passes_money_on else ""
    consortium.save()
    return model


@pytest.fixture
def plan(consortium: Any, tier1_member: Any, anchor_rep: Any) -> Application:
    return operations.draft_plan(
        consortium=consortium, title="계획", purpose="감축", by=anchor_rep, at=MOMENT, **PERIOD
    )


def missing(plan: Application) -> list[tuple[str, str]]:
    fresh = Application.objects.get(pk=plan.pk)
    return [(gap.code, gap.text) for gap in queries.gaps(fresh, MOMENT)]


def agree(firm: Any, **shares: Any) -> None:
    """Have shares agreed, in basis points by consortium."""
    parts = list(shares.values())
    program = parts[0][0].program
    agreement = AttributionAgreement.objects.create(
        program=program, firm=firm, valid_from=FIRST_DAY, proposed_at=MOMENT, proposed_by=firm.registered_by
    ).begin(by=firm.registered_by, at=MOMENT)
    for consortium, share_bp in parts:
        AttributionShare.objects.create(
            agreement=agreement, consortium=consortium, share_bp=share_bp, confirmed_at=MOMENT,
            confirmed_by=firm.registered_by,
        )  # fmt: skip
    agreement.move_to("AGREED", by=firm.registered_by, at=MOMENT)


class TestGaps:
    def test_name_each_missing_thing(self, plan: Application, tier1_member: Any, tier2_member: Any) -> None:
        assert missing(plan) == [
            ("links", "Say what 한빛정밀 delivers or buys: add its supply link on the consortium's page."),
            ("links", "Say what 가온열처리 delivers or buys: add its supply link on the consortium's page."),
            ("chain", "Plan how much 한빛정밀 hands on, and to which firm below it."),
            ("agreement", "Draw up the consortium's agreement and have every member sign it."),
        ]

    def test_keep_a_plan_from_being_submitted(self, plan: Application, anchor_rep: Any) -> None:
        with pytest.raises(Incomplete, match=r"add its supply link .* Draw up the consortium's agreement"):
            operations.submit(application=plan, by=anchor_rep, at=MOMENT)

    def test_are_none_once_everything_is_in_order(
        self, plan: Application, tier1_member: Any, tier2_member: Any, anchor_rep: Any
    ) -> None:
        operations.set_pass_on(
            plan=plan, payer=tier1_member, receiver=tier2_member, amount=90_000_000, by=anchor_rep, at=MOMENT
        )
        in_order(plan.consortium)
        assert missing(plan) == []
        assert operations.submit(application=plan, by=anchor_rep, at=MOMENT).status == "SUBMITTED"

    def test_say_whose_signature_is_missing_and_when_the_agreement_is_outdated(
        self, plan: Application, tier1_member: Any, anchor_member: Any, anchor_rep: Any, rival: Any
    ) -> None:
        link(tier1_member)
        agreement = programs.draw_up_agreement(consortium=plan.consortium, by=anchor_rep, at=MOMENT)
        assert missing(plan) == [("agreement", "The agreement is not signed yet by: 대한자동차, 한빛정밀.")]
        programs.sign_agreement(
            agreement=agreement, member=anchor_member, name="강주관", by=anchor_rep, at=MOMENT
        )
        assert missing(plan) == [("agreement", "The agreement is not signed yet by: 한빛정밀.")]
        link(programmes.join(plan.consortium, rival, anchor_member))
        assert "draw it up anew" in missing(plan)[0][1]

    def test_ask_a_consulting_body_for_nothing(self, plan: Application, anchor_member: Any) -> None:
        body = programmes.join(plan.consortium, FirmFactory(name="자문기관"), anchor_member)
        Member.objects.filter(pk=body.pk).update(role="CONSULTANT")
        assert "자문기관" not in str(missing(plan))

    def test_a_firm_in_two_plans(
        self, plan: Application, call: Any, chain_model: Any, tier1: Any, tier1_member: Any
    ) -> None:
        in_order(plan.consortium)
        other = programmes.ConsortiumFactory(call=call, support_model=chain_model, name="다른 컨소시엄")
        elsewhere = programmes.join(other, tier1, programmes.join(other, other.anchor))
        assert missing(plan) == []  # the other one has no plan before the office
        cases.plan(other, other.registered_by, "SUBMITTED")
        [(code, text)] = missing(plan)
        assert code == "partners"
        assert text.startswith("한빛정밀 also stands in the plan of “다른 컨소시엄”.")
        assert text.endswith("let it leave one, or agree on its shares.")
        elsewhere.move_to("LEFT", by=other.registered_by, at=MOMENT)
        assert missing(plan) == []

    def test_a_shared_supplier_with_agreed_shares_stands_in_two_plans(
        self, plan: Application, call: Any, tier1: Any, tier1_member: Any
    ) -> None:
        model = a_model(plan.consortium, "shares_reductions")
        other = programmes.ConsortiumFactory(call=call, support_model=model, name="다른 컨소시엄")
        programmes.join(other, tier1, programmes.join(other, other.anchor))
        cases.plan(other, other.registered_by, "SUBMITTED")
        Member.objects.filter(firm=tier1).update(role="SHARED")
        in_order(plan.consortium)
        assert [code for code, _ in missing(plan)] == ["partners", "synergy"]
        agree(tier1, own=(plan.consortium, 3_334), other=(other, 6_666))
        assert missing(plan) == []


class TestChain:
    @pytest.fixture
    def hand_on(self, plan: Application, anchor_rep: Any) -> Any:
        def run(payer: Any, receiver: Any, amount: int, by: Any = anchor_rep) -> PlannedPassOn:
            return operations.set_pass_on(
                plan=plan, payer=payer, receiver=receiver, amount=amount, by=by, at=MOMENT
            )

        return run

    @pytest.fixture
    def third(self, consortium: Any, tier2_member: Any) -> Member:
        return programmes.join(consortium, FirmFactory(name="삼차"), tier2_member)

    def test_replaces_and_takes_out(
        self, hand_on: Any, plan: Application, tier1_member: Any, tier2_member: Any, anchor_rep: Any
    ) -> None:
        hand_on(tier1_member, tier2_member, 1_000)
        pass_on = hand_on(tier1_member, tier2_member, 2_000)
        assert plan.planned_pass_ons.get().amount_won == 2_000
        assert clauses_of(plan.consortium) == ["한빛정밀 hands KRW 2,000 on to 가온열처리."]
        operations.remove_pass_on(pass_on=pass_on, by=anchor_rep, at=MOMENT)
        assert not plan.planned_pass_ons.exists()

    def test_refuses_every_way_but_down(
        self, hand_on: Any, anchor_member: Any, tier1_member: Any, tier2_member: Any, third: Any
    ) -> None:
        for payer, receiver in ((tier2_member, tier1_member), (tier1_member, third), (third, tier1_member)):
            with pytest.raises(NotDirectlyBelow, match="never upwards or in a circle: choose a firm"):
                hand_on(payer, receiver, 1_000)
        with pytest.raises(AnchorHandsNothingOn, match="as the part paid by the anchor"):
            hand_on(anchor_member, tier1_member, 1_000)

    def test_refuses_more_than_is_received(
        self, hand_on: Any, tier1_member: Any, tier2_member: Any, third: Any, anchor_rep: Any
    ) -> None:
        first = hand_on(tier1_member, tier2_member, 1_000)
        hand_on(tier2_member, third, 1_000)
        with pytest.raises(AboveWhatItReceives, match=r"receive 1,000 won .* hand on 1,001 won. Lower") as no:
            hand_on(tier2_member, third, 1_001)
        assert no.value.field == "amount"
        with pytest.raises(AboveWhatItReceives):
            hand_on(tier1_member, tier2_member, 999)
        with pytest.raises(AboveWhatItReceives):
            operations.remove_pass_on(pass_on=first, by=anchor_rep, at=MOMENT)
        assert PlannedPassOn.objects.count() == 2

    def test_refuses_more_than_the_consortium_can_be_awarded(
        self, hand_on: Any, tier1_member: Any, tier2_member: Any
    ) -> None:
        assert hand_on(tier1_member, tier2_member, 5_000_000_000)
        with pytest.raises(AboveTheCap, match=r"5,000,000,001 won, .* 5,000,000,000 won at most. Lower"):
            hand_on(tier1_member, tier2_member, 5_000_000_001)

    @pytest.mark.parametrize("amount", [0, -1, 10**18, 1.5])
    def test_refuses_what_is_no_amount(
        self, hand_on: Any, tier1_member: Any, tier2_member: Any, amount: Any
    ) -> None:
        with pytest.raises(InvalidAmount):
            hand_on(tier1_member, tier2_member, amount)

    def test_is_for_the_anchor_while_it_is_a_draft(
        self, hand_on: Any, plan: Application, tier1_member: Any, tier2_member: Any, tier1_rep: Any
    ) -> None:
        with pytest.raises(PermissionDenied):
            hand_on(tier1_member, tier2_member, 1_000, by=tier1_rep)
        plan.move_to("SUBMITTED", by=tier1_rep, at=MOMENT)
        with pytest.raises(NotEditable):
            hand_on(tier1_member, tier2_member, 1_000)

    def test_does_not_outlive_the_chain(
        self, hand_on: Any, plan: Application, tier1_member: Any, tier2_member: Any, tier2_rep: Any
    ) -> None:
        hand_on(tier1_member, tier2_member, 1_000)
        programs.leave(member=tier2_member, reason="사업 중단", by=tier2_rep, at=MOMENT)
        assert (
            "chain",
            "가온열처리 no longer stands under 한빛정밀: take out what is planned between them.",
        ) in missing(plan)

    def test_outdates_the_agreement(
        self, hand_on: Any, plan: Application, tier1_member: Any, tier2_member: Any
    ) -> None:
        hand_on(tier1_member, tier2_member, 1_000)
        in_order(plan.consortium)
        assert missing(plan) == []
        hand_on(tier1_member, tier2_member, 2_000)
        assert [code for code, _ in missing(plan)] == ["agreement"]


class TestPerformance:
    TERMS = {"promised_kg": 500_000, "expected_surplus_kg": 120_000, "method": ' "01B-011",\n 태양광 ☀ '}

    def test_promises_and_names_the_owner(self, plan: Application, tier1: Any, anchor_rep: Any) -> None:
        a_model(plan.consortium, "promises_surplus")
        assert "performance" in [code for code, _ in missing(plan)]
        terms = operations.set_surplus(plan=plan, owner=tier1, **self.TERMS, by=anchor_rep, at=MOMENT)
        assert terms.method == '"01B-011", 태양광 ☀'
        assert "performance" not in [code for code, _ in missing(plan)]
        assert clauses_of(plan.consortium) == [
            "500 tCO₂e a year are promised to the programme. What is verified above it, expected to be "
            '120 tCO₂e a year, belongs to 한빛정밀 (planned method: "01B-011", 태양광 ☀).'
        ]

    def test_wants_another_owner_when_the_firm_leaves(
        self, plan: Application, tier1: Any, tier1_member: Any, tier1_rep: Any, anchor_rep: Any
    ) -> None:
        a_model(plan.consortium, "promises_surplus")
        operations.set_surplus(plan=plan, owner=tier1, **self.TERMS, by=anchor_rep, at=MOMENT)
        programs.leave(member=tier1_member, reason="사업 중단", by=tier1_rep, at=MOMENT)
        assert "name another owner of the surplus" in str(missing(plan))

    def test_refuses_a_stranger_as_owner_and_no_quantity(
        self, plan: Application, tier1: Any, rival: Any, anchor_rep: Any
    ) -> None:
        a_model(plan.consortium, "promises_surplus")
        with pytest.raises(OwnerNotInConsortium, match="one of its firms: choose it"):
            operations.set_surplus(plan=plan, owner=rival, **self.TERMS, by=anchor_rep, at=MOMENT)
        with pytest.raises(InvalidAmount):
            operations.set_surplus(
                plan=plan, owner=tier1, **self.TERMS | {"promised_kg": 0}, by=anchor_rep, at=MOMENT
            )


class TestDownstream:
    def test_wants_the_product_with_its_code_from_the_anchor_to_the_customer(
        self, plan: Application, consortium: Any, anchor_member: Any, tier1_member: Any
    ) -> None:
        a_model(consortium, "links_products", direction=Direction.DOWNSTREAM)
        Member.objects.filter(pk=tier1_member.pk).update(role="CUSTOMER")
        tier1_member.refresh_from_db()
        link(tier1_member, hs_code="")
        want = "Name the product with its HS/CN code that links 한빛정밀 with 대한자동차"
        assert missing(plan)[0][1].startswith(want)
        made = link(tier1_member, "후판", "7208")
        assert (made.supplier, made.buyer) == (anchor_member, tier1_member)
        assert [code for code, _ in missing(plan)] == ["agreement"]


class TestFlagsDecide:
    """The same consortium under each model: what is asked for differs by its flags alone."""

    @pytest.mark.parametrize(
        ("flag", "key"),
        [
            ("passes_money_on", "chain"),
            ("shares_reductions", "synergy"),
            ("promises_surplus", "performance"),
            ("links_products", "downstream"),
        ],
    )
    def test_each_flag_asks_for_its_section(
        self, plan: Application, tier1_member: Any, tier2_member: Any, flag: str, key: str
    ) -> None:
        model = a_model(plan.consortium, flag)
        link(tier1_member, hs_code=""), link(tier2_member, hs_code="")
        signed(plan.consortium)
        assert section_keys(model) == (key,)
        assert {code for code, _ in missing(plan)} == {key}

    def test_no_other_model_takes_a_section_of_it(
        self, plan: Application, tier1_member: Any, tier2_member: Any, tier1: Any, anchor_rep: Any
    ) -> None:
        a_model(plan.consortium)
        with pytest.raises(NoSuchSection, match="“Fifth” has no such section"):
            operations.set_pass_on(
                plan=plan, payer=tier1_member, receiver=tier2_member, amount=1, by=anchor_rep, at=MOMENT
            )
        with pytest.raises(NoSuchSection):
            operations.set_surplus(plan=plan, owner=tier1, **TestPerformance.TERMS, by=anchor_rep, at=MOMENT)

    def test_a_fifth_model_by_configuration_alone(
        self, plan: Application, tier1: Any, tier1_member: Any, tier2_member: Any, anchor_rep: Any
    ) -> None:
        """A model that passes money on and promises a surplus: both sections, and a plan that can be submitted."""
        model = a_model(plan.consortium, "passes_money_on", "promises_surplus")
        assert section_keys(model) == ("chain", "performance")
        operations.set_pass_on(
            plan=plan, payer=tier1_member, receiver=tier2_member, amount=70_000_000, by=anchor_rep, at=MOMENT
        )
        operations.set_surplus(plan=plan, owner=tier1, **TestPerformance.TERMS, by=anchor_rep, at=MOMENT)
        agreement = in_order(plan.consortium)
        assert "한빛정밀" in agreement.text
        assert "70,000,000원" in agreement.text
        assert operations.submit(application=plan, by=anchor_rep, at=MOMENT).status == "SUBMITTED"


class TestPages:
    @pytest.fixture(autouse=True)
    def today(self, monkeypatch: Any) -> None:
        monkeypatch.setattr("core.workflow.clock.now", lambda: MOMENT)

    def client_of(self, user: Any) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def test_fills_in_every_section(
        self, plan: Application, tier1: Any, tier1_member: Any, tier2_member: Any, anchor_rep: Any
    ) -> None:
        a_model(plan.consortium, *FLAGS)
        client, page = self.client_of(anchor_rep), plan.get_absolute_url()
        shown = client.get(page).content.decode()
        for key in ("chain", "synergy", "performance", "downstream"):
            assert f'id="section-{key}"' in shown
        pass_on, surplus = (
            reverse(f"applications:{n}", args=[plan.public_id]) for n in ("pass_on_set", "surplus_set")
        )
        assert "한빛정밀 → 가온열처리" in client.get(pass_on).content.decode()
        refused = client.post(pass_on, {"receiver": tier2_member.pk, "amount": "6,000,000,000"})
        assert refused.status_code == 422
        assert client.post(pass_on, {"receiver": tier2_member.pk, "amount": "90,000,000"}).url == page
        typed = {"owner": tier1.pk, "promised_kg": "500", "expected_surplus_kg": "120.5", "method": "01B-011"}
        assert client.post(surplus, typed).url == page
        planned = PlannedPassOn.objects.get()
        assert 'value="90,000,000"' in client.get(f"{pass_on}?change={planned.public_id}").content.decode()
        assert client.get(f"{pass_on}?change=%00").status_code == 200
        shown = client.get(page).content.decode()
        assert "120.5 tCO₂e" in shown
        assert 'value="500"' in client.get(surplus).content.decode()
        remove = reverse("applications:pass_on_remove", args=[planned.public_id])
        assert remove in shown
        assert client.post(remove).url == page
        assert not PlannedPassOn.objects.exists()

    def test_asks_the_same_number_of_questions_of_many(
        self, plan: Application, anchor_member: Any, anchor_rep: Any, django_assert_max_num_queries: Any
    ) -> None:
        a_model(plan.consortium, *FLAGS)
        day = dt.date(2026, 2, 2)
        for n in range(8):
            link(programmes.join(plan.consortium, FirmFactory(), anchor_member), f"부품 {n}")
        with django_assert_max_num_queries(6):
            facts_of(plan, day)
        with django_assert_max_num_queries(20):
            queries.gaps(plan, MOMENT)
