"""Programmes, calls, consortia."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from core.ledger.operations import Owner, account, outside, post
from core.workflow.models import new_public_id
from programs.models import (
    Call,
    Consortium,
    FundingRule,
    Member,
    Program,
    SupportModel,
    Technology,
)
from tests.factories.people import FAR_AWAY, FIRST_DAY, MOMENT, SEOUL, FirmFactory, OfficeFactory, UserFactory

FAR_MOMENT = dt.datetime(2098, 12, 31, 18, 0, tzinfo=SEOUL)


class ProgramFactory(DjangoModelFactory):
    class Meta:
        model = Program

    code = factory.Sequence(lambda n: f"program-{n}")
    name_ko = factory.Sequence(lambda n: f"시험 사업 {n}")
    name_en = factory.Sequence(lambda n: f"Test programme {n}")
    office = factory.SubFactory(OfficeFactory)
    fiscal_year = 2026
    starts_on = FIRST_DAY
    ends_on = FAR_AWAY
    pass_through_kind = "CONTRIBUTION"
    target_kg = 20_000_000
    factor_round = "2024"
    source_ko = "시험 자료"
    source_en = "Test data"


class CallFactory(DjangoModelFactory):
    class Meta:
        model = Call

    program = factory.SubFactory(ProgramFactory)
    code = factory.Sequence(lambda n: f"call-{n}")
    name_ko = "시험 공고"
    name_en = "Test call"
    opens_at = MOMENT - dt.timedelta(days=7)
    plans_close_at = FAR_MOMENT
    applications_close_at = FAR_MOMENT
    budget_won = 10_500_000_000
    source_ko = "시험 자료"
    source_en = "Test data"


class SupportModelFactory(DjangoModelFactory):
    class Meta:
        model = SupportModel
        django_get_or_create = ("code",)

    code = "chain"
    name_ko = "공급망 연쇄형"
    name_en = "Chain support"
    direction = "UPSTREAM"
    passes_money_on = True
    about_ko = "1차 협력사가 2차 협력사를 돕는다."
    about_en = "Tier 1 helps tier 2."
    source_ko = "시험 자료"
    source_en = "Test data"


class TechnologyFactory(DjangoModelFactory):
    class Meta:
        model = Technology

    program = factory.SubFactory(ProgramFactory)
    code = "air_compressor"
    name_ko = "고효율 공기압축기"
    name_en = "High-efficiency air compressor"
    method = "air_compressor"
    restriction_months = 60
    source_ko = "시험 자료"
    source_en = "Test data"


class ConsortiumFactory(DjangoModelFactory):
    class Meta:
        model = Consortium

    call = factory.SubFactory(CallFactory)
    program = factory.SelfAttribute("call.program")
    support_model = factory.SubFactory(SupportModelFactory)
    anchor = factory.SubFactory(FirmFactory)
    name = factory.Sequence(lambda n: f"시험 컨소시엄 {n}")
    pass_through_kind = factory.LazyAttribute(
        lambda made: made.program.pass_through_kind if made.support_model.passes_money_on else ""
    )
    registered_at = MOMENT
    registered_by = factory.SubFactory(UserFactory)


def add_rules(program: Program) -> None:
    """Give a programme the rates and caps that the tests reckon with."""
    rules = [
        ("RATE", "EQUIPMENT", "SME", 6_000),
        ("RATE", "EQUIPMENT", "MIDSIZE", 5_000),
        ("RATE", "EQUIPMENT", "LARGE", 0),
        ("RATE", "CONSULTING", "SME", 6_000),
        ("CAP_CONSORTIUM", "", "", 5_000_000_000),
        ("CAP_CONSORTIUM", "CONSULTING", "", 300_000_000),
        ("CAP_FIRM", "CONSULTING", "", 30_000_000),
        ("PASS_THROUGH", "", "", 10_000),
    ]
    for kind, cost_kind, size_class, value in rules:
        FundingRule.objects.create(
            program=program,
            kind=kind,
            cost_kind=cost_kind,
            size_class=size_class,
            value=value,
            source_ko="시험 자료",
            source_en="Test data",
            valid_from=FIRST_DAY,
        )


def add_numbers(program: Program) -> None:
    """Say which changes after the award are minor: up to a fifth of an item, up to thirty days."""
    for kind, value in (("MINOR_SHARE", 2_000), ("MINOR_DAYS", 30)):
        FundingRule.objects.create(
            program=program,
            kind=kind,
            value=value,
            source_ko="시험 자료",
            source_en="Test data",
            valid_from=FIRST_DAY,
        )


def change_rules(value: int, **which: str) -> None:
    """Let other numbers hold from the day the tests play on; what was computed before keeps its own."""
    day = MOMENT.date()
    for rule in FundingRule.objects.filter(valid_until=None, **which):
        rule.valid_until = day - dt.timedelta(days=1)
        rule.save(update_fields=["valid_until"])
        rule.pk, rule.public_id = None, new_public_id()
        rule._state.adding = True
        rule.valid_from, rule.valid_until, rule.value = day, None, value
        rule.save()


def join(consortium: Consortium, firm: object, upstream: Member | None = None) -> Member:
    """Make a firm a joined member: the anchor without `upstream`, a partner one tier below it otherwise."""
    member = Member.objects.create(
        consortium=consortium,
        firm=firm,
        role="PARTNER" if upstream else "ANCHOR",
        tier=upstream.tier + 1 if upstream else 0,
        upstream=upstream,
        status="JOINED",
    )
    member.begin(by=consortium.registered_by, at=MOMENT)
    return member


def fund(call: Call, amount: int = 10_500_000_000, effective_on: dt.date = FIRST_DAY) -> Call:
    """Put won into a call's budget."""
    post(
        key=f"fund:{call.pk}:{amount}",
        source=outside("state"),
        target=account(Owner("call", call.pk), "available"),
        amount=amount,
        effective_on=effective_on,
        at=MOMENT,
        by=UserFactory(),
        event=f"fund:{call.pk}",
    )
    return call
