"""The year of one chain: plan, application, award, payment, money passed on, readings, verified kilograms."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from applications import operations as applications
from applications.models import Application
from core.evidence.models import Attachment
from core.users.models import User
from disbursements import operations as disbursements
from disbursements.models import Grant
from firms import operations as firms
from firms.models import Firm, SizeClass
from measurement import operations as measurement
from measurement.models import Measure
from programs import operations as programs
from programs.deadline import SEOUL
from programs.models import Call, Consortium, CostKind, Member, SupportModel, Technology
from reporting.dashboards.demo.papers import paper
from reporting.documents import operations as documents
from reporting.statements import operations as statements
from reporting.statements.models import Statement
from reporting.tallies import operations as tallies

CONSORTIUM = "현대자동차·기아 협력사 탄소파트너십 컨소시엄"


def on(month: int, day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """Return a moment of 2026 in Seoul."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


class Year:
    """The demo's year; each act is one method, called in order by `play`."""

    def __init__(self, call: Call, people: dict[str, User], system: User) -> None:
        self.call, self.system = call, system
        self.officer, self.approver = people["officer@office.example"], people["approver@office.example"]
        self.verifier = people["verifier@verify.example"]
        self.anchor_rep = people["anchor@anchor.example"]
        self.tier1_rep, self.tier1_clerk = people["tier1@tier1.example"], people["clerk@tier1.example"]
        self.tier2_rep, self.tier2_clerk = people["tier2@tier2.example"], people["clerk@tier2.example"]
        self.technology = Technology.objects.get(program=call.program, code="air_compressor")

    def play(self) -> Consortium:
        """Play every act with Korean words in the records, as the screens would leave them."""
        with override("ko"):
            self.form_the_consortium()
            self.have_the_plan_selected()
            self.apply_for_support()
            self.decide_and_accept()
            self.pay()
            self.link_tier_two()
            self.pass_money_on()
            self.measure()
            self.verify()
            self.close_the_month()
        return self.consortium

    # --- Plan ---------------------------------------------------------------------------------

    def form_the_consortium(self) -> None:
        programs.appropriate(call=self.call, amount=self.call.budget_won, by=self.system, at=on(1, 20))
        self.anchor = self._firm(
            self.anchor_rep,
            "현대자동차 (시연용 대역)",
            "강민호",
            "C30121",
            "seoul",
            SizeClass.LARGE,
            on(1, 27),
        )
        self.tier1 = self._firm(
            self.tier1_rep,
            "한빛정밀 (가상 1차 협력사)",
            "윤서준",
            "C30399",
            "ulsan",
            SizeClass.SME,
            on(1, 28),
        )
        firms.add_clerk(
            firm=self.tier1,
            user_email=self.tier1_clerk.email,
            name="서지우",
            by=self.tier1_rep,
            at=on(1, 28, 11),
        )
        self.consortium = programs.register_consortium(
            call=self.call,
            anchor=self.anchor,
            support_model=SupportModel.objects.get(code="chain"),
            name=CONSORTIUM,
            by=self.anchor_rep,
            at=on(1, 29),
        )
        top = self.consortium.members.get(role="ANCHOR")
        self.tier1_member = self._bring_in(
            self.tier1, top, self.anchor_rep, self.tier1_rep, on(1, 30), on(2, 2)
        )

    def have_the_plan_selected(self) -> None:
        plan = applications.draft_plan(
            consortium=self.consortium,
            title="공급망 연쇄 감축: 1차 협력사에서 2차 협력사까지",
            purpose=(
                "1차 협력사의 노후 공기압축기를 고효율 설비로 교체하고, 지원받은 금액만큼 2차 협력사의 설비 교체를 "
                "돕는다. 설비마다 12개월 기준 자료와 월별 계량값으로 감축량을 검증받는다."
            ),
            starts_on=dt.date(2026, 4, 1),
            ends_on=dt.date(2026, 12, 31),
            by=self.anchor_rep,
            at=on(2, 20),
        )
        applications.submit(application=plan, by=self.anchor_rep, at=on(2, 24))
        applications.select_plan(
            application=plan,
            reason="공급망 연쇄 효과가 분명하고 2차 협력사까지의 이행 계획이 구체적임.",
            by=self.officer,
            at=on(3, 20),
        )

    # --- Application and decision ---------------------------------------------------------------

    def apply_for_support(self) -> None:
        draft = applications.draft_application(
            consortium=self.consortium,
            firm=self.tier1,
            title="스크루 압축기 2대 고효율 교체",
            purpose="정속 압축기 2대를 인버터형으로 바꾸어 압축공기 단위 전력량을 0.145에서 0.108 kWh/Nm³로 낮춘다.",
            starts_on=dt.date(2026, 4, 20),
            ends_on=dt.date(2026, 11, 30),
            anchor_won=20_000_000,
            by=self.tier1_clerk,
            at=on(3, 25),
        )
        quote = self._paper(
            "견적서",
            {"공급자": "대한컴프레서", "품목": "스크루 압축기 132 kW × 2", "공급가액": "200,000,000원"},
            "견적서_압축기.pdf",
            self.tier1_clerk,
            on(3, 25, 14),
        )
        applications.add_cost_item(
            application=draft,
            cost_kind=CostKind.EQUIPMENT,
            technology=self.technology,
            name="인버터 스크루 압축기 132 kW × 2대",
            maker="대한컴프레서",
            model="DV-132",
            cost_won=200_000_000,
            quote_supplier="대한컴프레서",
            quote_on=dt.date(2026, 3, 23),
            quote=quote,
            site="울산광역시 북구 제1공장 압축기실",
            expectation={
                "baseline_sec": "0.145",
                "project_sec": "0.108",
                "annual_volume": "9600000",
            },
            by=self.tier1_clerk,
            at=on(3, 25, 14, 30),
        )
        self.application: Application = applications.submit(application=draft, by=self.tier1_rep, at=on(4, 2))

    def decide_and_accept(self) -> None:
        applications.assess(
            application=self.application,
            recommendation="AWARD",
            finding="사업 목적에 맞고 산식이 정확하며, 자기부담금 60,000,000원의 조달 능력을 잔고증명으로 확인함.",
            recommended_won=self.application.asked_won,
            by=self.officer,
            at=on(4, 10),
        )
        applications.award(
            application=self.application,
            amount=self.application.asked_won,
            reason="평가 의견과 예산 범위에 따라 신청액 전액을 교부 결정함.",
            effective_on=dt.date(2026, 4, 17),
            by=self.approver,
            at=on(4, 17),
        )
        self.grant: Grant = disbursements.accept_award(
            application=self.application, by=self.tier1_rep, at=on(4, 21)
        )

    # --- Payment --------------------------------------------------------------------------------

    def pay(self) -> None:
        payment = disbursements.draft_payment(grant=self.grant, by=self.tier1_clerk, at=on(5, 12))
        invoice = self._paper(
            "전자세금계산서",
            {"승인번호": "20260511-DEMO0001-0000A001", "공급자": "대한컴프레서", "공급가액": "200,000,000원"},
            "세금계산서_압축기.pdf",
            self.tier1_clerk,
            on(5, 12),
        )
        disbursements.add_payment_line(
            payment=payment,
            cost_item=self.application.cost_items.get(),
            invoice_number="20260511DEMO00010000A001",
            invoice_on=dt.date(2026, 5, 11),
            supplier_number="1248100998",
            supplier_name="대한컴프레서",
            supply_won=200_000_000,
            invoice=invoice,
            by=self.tier1_clerk,
            at=on(5, 12, 11),
        )
        payment = disbursements.submit_payment(payment=payment, by=self.tier1_rep, at=on(5, 13))
        disbursements.check_payment(
            payment=payment,
            finding="세금계산서와 견적서의 품목·금액이 일치함.",
            by=self.officer,
            at=on(5, 15),
        )
        disbursements.release_payment(payment=payment, by=self.approver, at=on(5, 18))
        disbursements.confirm_payment(
            payment=payment,
            paid_on=dt.date(2026, 5, 19),
            bank_reference="DEMO-20260519-0001",
            amount_won=120_000_000,
            by=self.officer,
            at=on(5, 19, 16),
        )

    # --- Tier 2 ---------------------------------------------------------------------------------

    def link_tier_two(self) -> None:
        self.tier2 = self._firm(
            self.tier2_rep,
            "가온열처리 (가상 2차 협력사)",
            "문도현",
            "C25923",
            "busan",
            SizeClass.SME,
            on(5, 20),
        )
        firms.add_clerk(
            firm=self.tier2,
            user_email=self.tier2_clerk.email,
            name="오하은",
            by=self.tier2_rep,
            at=on(5, 20, 11),
        )
        self._bring_in(self.tier2, self.tier1_member, self.tier1_rep, self.tier2_rep, on(5, 21), on(5, 22))
        linked = applications.propose_contribution(
            parent=self.application,
            firm=self.tier2,
            title="2차 협력사 압축기 교체 상생 지원",
            purpose="지원받은 보조금에 상응하는 금액으로 2차 협력사의 압축기 1대를 교체한다.",
            amount=120_000_000,
            starts_on=dt.date(2026, 6, 1),
            ends_on=dt.date(2026, 12, 31),
            by=self.tier1_rep,
            at=on(5, 26),
        )
        applications.record_contribution(
            application=linked, reason="상생 협약서와 금액을 확인하여 등록함.", by=self.officer, at=on(5, 29)
        )
        self.linked: Grant = disbursements.accept_award(application=linked, by=self.tier2_rep, at=on(6, 1))

    def pass_money_on(self) -> None:
        first = self._pass_on(80_000_000, on(6, 10), "DEMO-T1-0610")
        disbursements.confirm_pass_through(
            pass_through=first, amount_won=80_000_000, by=self.tier2_rep, at=on(6, 12)
        )
        invoice = self._paper(
            "전자세금계산서",
            {"승인번호": "20260625-DEMO0002-0000B001", "공급자": "대한컴프레서", "공급가액": "75,000,000원"},
            "세금계산서_2차_압축기.pdf",
            self.tier2_clerk,
            on(6, 26),
        )
        disbursements.record_gift_use(
            grant=self.linked,
            name="인버터 스크루 압축기 75 kW",
            invoice_number="20260625DEMO00020000B001",
            spent_on=dt.date(2026, 6, 25),
            amount_won=75_000_000,
            invoice=invoice,
            by=self.tier2_clerk,
            at=on(6, 26),
        )
        self._pass_on(30_000_000, on(11, 16), "DEMO-T1-1116")

    def _pass_on(self, amount: int, at: dt.datetime, reference: str) -> Any:
        receipt = self._paper(
            "이체확인증",
            {"보낸 분": self.tier1.name, "받는 분": self.tier2.name, "금액": f"{amount:,}원"},
            f"이체확인증_{at:%m%d}.pdf",
            self.tier1_clerk,
            at,
        )
        return disbursements.record_pass_through(
            payer=self.grant,
            receiver=self.linked,
            amount_won=amount,
            paid_on=at.date(),
            bank_reference=reference,
            evidence=receipt,
            by=self.tier1_clerk,
            at=at,
        )

    # --- Tonnes ---------------------------------------------------------------------------------

    def measure(self) -> None:
        self.measure1: Measure = self.application.cost_items.get().measure
        self.measure2: Measure = measurement.describe_measure(
            firm=self.tier2,
            consortium=self.consortium,
            technology=self.technology,
            name="인버터 스크루 압축기 75 kW",
            site="부산광역시 사하구 본사 공장",
            expectation={"baseline_sec": "0.152", "project_sec": "0.115", "annual_volume": "3000000"},
            by=self.tier2_clerk,
            at=on(6, 30),
        )
        self._meters(
            self.measure1, self.tier1_clerk, dt.date(2026, 6, 1), 800_000, ("0.145", "0.108"), on(6, 3)
        )
        self._meters(
            self.measure2, self.tier2_clerk, dt.date(2026, 7, 1), 250_000, ("0.152", "0.115"), on(7, 3)
        )

    def _meters(
        self,
        measure: Measure,
        clerk: User,
        start: dt.date,
        volume: int,
        sec: tuple[str, str],
        at: dt.datetime,
    ) -> None:
        """Enter twelve baseline months, and the project months until October as each of them ends."""
        measurement.commission(measure=measure, commissioned_on=start, by=clerk, at=at)
        kwh = measurement.add_meter(
            measure=measure,
            quantity="electricity_kwh",
            unit="kWh",
            serial=f"E-{measure.pk:04d}",
            by=clerk,
            at=at,
        )
        air = measurement.add_meter(
            measure=measure, quantity="air_nm3", unit="Nm3", serial=f"A-{measure.pk:04d}", by=clerk, at=at
        )
        months = [_month(start, n) for n in range(-12, 11 - start.month)]
        volumes = [Decimal(volume + 1_000 * (7 * n % 11 - 5)) for n in range(len(months))]
        used = [v * Decimal(sec[m >= start]) for m, v in zip(months, volumes, strict=True)]
        for meter, opening, quantities in ((kwh, Decimal(412_000), used), (air, Decimal(3_100_000), volumes)):
            closings = _running(opening, quantities)
            before = [(m, c) for m, c in zip(months, closings, strict=True) if m < start]
            measurement.enter_readings(meter=meter, opening=opening, rows=before, by=clerk, at=at)
            for month, closing in list(zip(months, closings, strict=True))[12:]:
                entered = dt.datetime.combine(_month(month, 1), dt.time(9, 30), SEOUL) + dt.timedelta(days=1)
                measurement.enter_readings(
                    meter=meter, opening=None, rows=[(month, closing)], by=clerk, at=entered
                )

    def verify(self) -> None:
        for measure, clerk, rep, start in (
            (self.measure1, self.tier1_clerk, self.tier1_rep, dt.date(2026, 6, 1)),
            (self.measure2, self.tier2_clerk, self.tier2_rep, dt.date(2026, 7, 1)),
        ):
            statement: Statement = statements.calculate(
                measure=measure, period_from=start, period_until=dt.date(2026, 9, 30), by=clerk, at=on(10, 6)
            )
            statements.submit_statement(statement=statement, by=rep, at=on(10, 7))
            statements.assign_verifier(
                statement=statement, verifier=self.verifier, by=self.officer, at=on(10, 12)
            )
            statements.verify(
                statement=statement,
                reason="기준·사업 자료와 계산행을 대조하였고 중요한 불일치가 없음.",
                by=self.verifier,
                at=on(10, 23),
            )

    def close_the_month(self) -> None:
        tallies.request_tally(program=self.call.program, by=self.officer, at=on(11, 2))
        documents.request_chain_audit(
            consortium=self.consortium, language="ko", by=self.officer, at=on(11, 18)
        )

    # --- Small things that several acts need ------------------------------------------------------

    def _firm(
        self, rep: User, name: str, person: str, sector: str, region: str, size: str, at: dt.datetime
    ) -> Firm:
        firm = firms.register_firm(
            name=name,
            business_number=STAND_IN_NUMBERS[rep.email],
            representative_name=person,
            sector=sector,
            region=region,
            address="시연용 주소",
            is_stand_in=True,
            by=rep,
            at=at,
        )
        proof = self._paper(
            "기업규모 확인서", {"업체명": name, "구분": str(SizeClass(size).label)}, "확인서.pdf", rep, at
        )
        firms.add_certificate(
            firm=firm,
            size_class=size,
            number=f"DEMO-{firm.business_number}",
            issued_on=dt.date(2026, 1, 5),
            valid_until=dt.date(2027, 3, 31),
            attachment=proof,
            by=rep,
            at=at,
        )
        return firm

    def _bring_in(
        self, firm: Firm, upstream: Member, host: User, guest: User, asked: dt.datetime, joined: dt.datetime
    ) -> Member:
        member = programs.invite_member(
            consortium=self.consortium, firm=firm, upstream=upstream, by=host, at=asked
        )
        return programs.join(member=member, by=guest, at=joined)

    def _paper(
        self, title: str, lines: dict[str, str], filename: str, by: User, at: dt.datetime
    ) -> Attachment:
        return paper(title, list(lines.items()), filename=filename, by=by, at=at)


#: valid by their check digit, and of nobody: the demo's partner firms are not public
STAND_IN_NUMBERS = {
    "anchor@anchor.example": "9000000016",
    "tier1@tier1.example": "9000000020",
    "tier2@tier2.example": "9000000035",
}


def _month(day: dt.date, n: int) -> dt.date:
    """Return the first day of the month `n` months after that of `day`."""
    months = day.year * 12 + day.month - 1 + n
    return dt.date(months // 12, months % 12 + 1, 1)


def _running(opening: Decimal, quantities: list[Decimal]) -> list[Decimal]:
    """Return the register at the end of each month."""
    closings, register = [], opening
    for quantity in quantities:
        register += quantity
        closings.append(register)
    return closings
