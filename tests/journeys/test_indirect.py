"""An indirect subsidy through four tiers: handed on hop by hop, disputed once, and shrunk at its head."""

from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories.people import business_number
from tests.journeys import papers
from tests.journeys.people import Person, Stage, ko
from tests.journeys.setting import a_registered_firm, an_open_programme
from tests.journeys.steps import (
    Office,
    applies,
    case_of,
    completes,
    drafts_the_plan,
    has_the_plan_selected,
    invites,
    is_awarded,
    is_paid,
    registers_a_consortium,
    registers_its_account,
    sign_the_agreement,
    undertaking,
)

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.django_db(transaction=True)]

CHAIN = "공급망 연쇄 지원형"
#: tier → cost of its own compressor, and the most that is proposed to it
COSTS = {1: "100,000,000", 2: "100,000,000", 3: "50,000,000", 4: "50,000,000"}


def proposes(parent: Person, application: str, child: str, amount: str, below: Person) -> str:
    """A firm proposes to hand subsidy on to a firm below; that one finds the draft at home."""
    parent.open(application).click("/regrants/new/").fill_in(
        **undertaking(f"{child} 설비"), firm=child, amount=amount
    ).press()
    below.home().click("/applications/")
    return case_of(below)


def hands_on(payer: Person, grant: str, reference: str, receipt: Path) -> None:
    """A firm records that it handed on what lay with it."""
    payer.open(grant).click("/pass-on/").fill_in(
        payment="사차도금",
        paid_on=f"{timezone.localdate():%Y-%m-%d}",
        bank_reference=reference,
        evidence=str(receipt),
    ).press()


class TestFourTiers:
    def test_money_reaches_the_last_tier_by_hops_and_the_head_can_be_shrunk(
        self, stage: Stage, tmp_path: Path
    ) -> None:
        an_open_programme()
        file = papers.write_all(tmp_path)
        office = Office(
            stage.enter().sign_in("officer@journey.example"),
            stage.enter().sign_in("approver@journey.example"),
            stage.enter().sign_in("payer@journey.example"),
        )
        names = {9: "대한중공업", 1: "일차정밀", 2: "이차금속", 3: "삼차열처리", 4: "사차도금"}
        for n, name in names.items():
            a_registered_firm(n, name, "LARGE" if n == 9 else "SME")
        anchor, *tiers = (stage.enter().sign_in(f"firm{n}@journey.example") for n in names)
        consortium = registers_a_consortium(
            anchor, "대한중공업 컨소시엄", CHAIN, pass_through_kind=ko("Indirect subsidy")
        )
        for inviter, (n, joiner) in zip([anchor, *tiers], enumerate(tiers, start=1), strict=False):
            invites(inviter, consortium, business_number(n), joiner, product="부품", hs_code="8708.99")
        plan = drafts_the_plan(anchor, consortium, "4차까지의 간접보조")
        for receiver, amount in (
            ("이차금속", "120,000,000"),
            ("삼차열처리", "60,000,000"),
            ("사차도금", "30,000,000"),
        ):
            anchor.open(plan).click("/pass-ons/new/").fill_in(receiver=receiver, amount=amount).press()
        sign_the_agreement(anchor, consortium, [anchor, *tiers])
        has_the_plan_selected(anchor, plan, office)

        # Tier 1 asks for its own compressor and for 150 million to hand on; each tier proposes to the next.
        application = applies(tiers[0], consortium, file, COSTS[1], regrant_asked_won="150,000,000")
        grants = [is_awarded(application, tiers[0], office, amount="60,000,000", regrant="150,000,000")]
        for n, (amount, regrant) in {2: ("140,000,000", "70,000,000"), 3: ("65,000,000", "32,000,000"),
                                     4: ("31,000,000", "")}.items():  # fmt: skip
            below = tiers[n - 1]
            application = proposes(tiers[n - 2], application, names[n], amount, below)
            if regrant:
                below.open(application).click("/edit/").fill_in(regrant_asked_won=regrant).press()
            completes(below, application, file, COSTS[n])
            more = {"regrant": regrant} if regrant else {}
            grants.append(is_awarded(application, below, office, **more))

        # Tier 4 is paid: through the hands of tiers 1 to 3, of which tier 3 at first says it did not arrive.
        registers_its_account(tiers[0], grants[0], file["receipt"], office.officer)
        is_paid(tiers[3], grants[3], 4, file, COSTS[4], "30,000,000", office)
        hands_on(tiers[0], grants[0], "HOP-1", file["receipt"])
        tiers[1].take_up("/confirm/").fill_in(amount_won="30,000,000").press()
        hands_on(tiers[1], grants[1], "HOP-2", file["receipt"])
        tiers[2].take_up("/dispute/").fill_in(reason="입금 내역이 없음.").press()
        tiers[1].home().looks_at("home-disputed")
        hands_on(tiers[1], grants[1], "HOP-2B", file["receipt"])
        tiers[2].take_up("/confirm/").fill_in(amount_won="30,000,000").press()
        hands_on(tiers[2], grants[2], "HOP-3", file["receipt"])
        tiers[3].take_up("/confirm/").fill_in(amount_won="30,000,000").press()
        tiers[3].open(grants[3]).sees("30,000,000")

        # The head is shrunk by what it has not awarded below; more than that is refused and says why.
        office.approver.open(grants[0]).click("/shrink/").looks_at("shrink").fill_in(
            own_won="0", regrant_won="20,000,001", reason="사업 범위 축소"
        ).press(refused=True)
        office.approver.fill_in(regrant_won="20,000,000").press()
        office.officer.open(consortium + "chain/").sees("사차도금").looks_at("chain-indirect")
