"""Marks a supplier's secrets: each stands in the small world under a text that is nowhere else."""

from types import SimpleNamespace
from typing import Any

import pgtrigger

from applications.models import (
    Answer,
    AnswerSheet,
    Application,
    Assessment,
    AwardCondition,
    Correction,
    EligibilityCheck,
    EligibilityFinding,
    HandedIn,
    Letter,
    Objection,
    PanelCase,
    Review,
)
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.inbox import topics
from core.inbox.operations import add_note, ask
from disbursements import operations
from disbursements.models import GiftUse
from tests.disbursements.conftest import invoice_number
from tests.factories import cases
from tests.factories.cases import all_accepted
from tests.factories.people import FIRST_DAY, MOMENT


def made(by: Any, name: str) -> Attachment:
    """Hand in a file whose name says which secret it is."""
    return cases.paper(by, content=cases.SMALL_PDF + f"%{name}".encode(), filename=f"secret-{name}.pdf")


def claimed(paper: Attachment, kind: str, pk: int) -> Attachment:
    return attach(
        attachment=paper, owner_kind=kind, owner_id=pk, purpose=kind, by=paper.uploaded_by, at=MOMENT
    )


def mark_costs(world: SimpleNamespace, by: Any) -> None:
    """Mark what tier 1 buys, what it reduces with, and the papers that came with it."""
    case, measure = world.application, world.measure
    world.quote, world.paper = made(by, "quote"), made(by, "paper")
    measure.name = "secret-process"
    measure.save()
    measure.meters.filter(serial="E-1").update(serial="E-1-secret")
    item = case.cost_items.order_by("pk").first()
    item.name, item.cost_won, item.choice_reason = "secret-bought", 200_000_009, "secret-chosen-because"
    item.measure = measure
    item.save()
    chosen, losing = item.chosen_quote, {"supplier": "secret-losing-supplier", "sum_won": 200_000_023}
    chosen.supplier, chosen.attachment = "secret-supplier", claimed(world.quote, "cost_item", item.pk)
    chosen.sum_won = item.cost_won
    chosen.save()
    world.losing_quote = claimed(made(by, "losing-quote"), "cost_item", item.pk)
    cases.quoted(item, attachment=world.losing_quote, **losing)
    handed_in = HandedIn.objects.create(
        application=case, required=world.required_document, attachment=world.paper, at=MOMENT, by=by
    )
    claimed(world.paper, "handed_in", handed_in.pk)


def mark_answers(world: SimpleNamespace, by: Any) -> None:
    """Mark what tier 1 answered to the call's own questions, in words and by a file."""
    case, text, file = world.application, *world.asked.questions.all()
    AnswerSheet.objects.create(application=case, questionnaire=world.asked)
    world.answer = made(by, "answer")
    facts = {"application": case, "answered_at": MOMENT, "answered_by": by}
    with pgtrigger.ignore("applications.Answer:answers_stay"):  # the case was decided on long ago
        Answer.objects.create(question=text, value="secret-answered", **facts)
        row = Answer.objects.create(question=file, attachment=world.answer, **facts)
    claimed(world.answer, "answer", row.pk)


def mark_case(world: SimpleNamespace, officer: Any) -> None:
    """Mark what was written and asked for, what the office thinks of it, and why it did what."""
    marks = {"title": "secret-title", "purpose": "secret-purpose", "asked_won": 130_000_019}
    Application.objects.filter(pk=world.application.pk).update(**marks, expected_kg=77_531)
    Assessment.objects.create(
        application=world.application, recommendation="AWARD", recommended_won=1, finding="secret-finding",
        at=MOMENT, by=officer,
    )  # fmt: skip
    check = EligibilityCheck.objects.create(
        application=world.application, moment="AWARD", outcome="WARNED", inputs={}, sha256="f" * 64,
        at=MOMENT, by=officer,
    )  # fmt: skip
    EligibilityFinding.objects.create(
        snapshot=check, position=1, rule="supplier_apart", outcome="WARNED", reason="same_place",
        figures={"supplier": "secret-tied", "case": "secret-other-case"}, read_at=MOMENT,
    )  # fmt: skip
    topic = topics.topic("application", world.application)
    ask(topic=topic, title="secret-question", text="?", by=officer, at=MOMENT)
    add_note(topic=topic, text="secret-note", by=officer, at=MOMENT)
    operations.check_payment(
        payment=world.payment,
        decisions=all_accepted(world.payment),
        finding="secret-check-reason",
        by=officer,
        at=MOMENT,
    )
    world.grant.move_to("SUSPENDED", by=officer, at=MOMENT, reason="secret-grant-reason")
    world.grant.move_to("OPENED", by=officer, at=MOMENT)


def mark_decision(world: SimpleNamespace, by: Any, officer: Any) -> None:
    """Mark what went back and forth: a returned line with its reply, a condition, a letter, an objection."""
    case = world.application
    Correction.objects.create(
        application=case, round_number=1, subject_kind="FIELD", subject_key="title", label="x",
        before=[["title", "x"]], reason="secret-correction", at=MOMENT, by=officer, reply="secret-reply",
        replied_at=MOMENT, replied_by=by, outcome="UNCHANGED", after=[["title", "x"]], answered_at=MOMENT,
        answered_by=by,
    )  # fmt: skip
    condition = AwardCondition.objects.create(
        application=case, position=1, text_ko="secret-condition", text_en="secret-condition",
        due_on=FIRST_DAY, set_at=MOMENT, set_by=officer, evidence=made(by, "fulfilment"),
    ).begin(by=officer, at=MOMENT)  # fmt: skip
    world.fulfilment = claimed(condition.evidence, "condition", condition.pk)
    world.letter = Letter.objects.create(
        application=case, kind="AWARD", language="ko", subject="x", body="secret-letter", sha256="0",
        at=MOMENT, by=officer,
    )  # fmt: skip
    world.objection = Objection.objects.create(
        application=case, against="AMOUNT", grounds="secret-grounds", decision_at=MOMENT,
        decision_by=case.decided_by, decided_won=1, filed_at=MOMENT, filed_by=by, due_on=FIRST_DAY,
        answer="secret-office-answer",
    ).begin(by=by, at=MOMENT)  # fmt: skip
    world.objected = claimed(made(by, "objected"), "objection", world.objection.pk)


def mark_results(world: SimpleNamespace, by: Any) -> None:
    """Mark what consulting delivered, and what tier 2 bought with tier 1's contribution."""
    world.report, world.gift = made(by, "report"), made(by, "gift")
    world.deliverable.report = claimed(world.report, "grant", world.grant.pk)
    world.deliverable.save()
    world.deliverable.cost_item.name = "secret-ordered"
    world.deliverable.cost_item.save()
    use = GiftUse.objects.create(
        grant=world.contribution, name="secret-gift-bought", invoice_number=invoice_number(99),
        spent_on=FIRST_DAY, amount_won=4_000_013, invoice=world.gift, recorded_at=MOMENT, recorded_by=by,
    )  # fmt: skip
    claimed(world.gift, "gift_use", use.pk)


def below_of(world: SimpleNamespace, by: Any) -> Application:
    """Return an application for subsidy that tier 1 hands on to tier 2, submitted."""
    case = cases.draft(
        world.consortium, world.contribution.firm, by, grant_kind="INDIRECT", parent=world.application,
        title="secret-below-title", purpose="secret-below-purpose",
    )  # fmt: skip
    item = cases.add_cost(case, world.technology, 191_000_007)
    world.below_quote = made(by, "below-quote")
    chosen = item.chosen_quote
    chosen.attachment, chosen.supplier = world.below_quote, "secret-below-supplier"
    chosen.save()
    claimed(world.below_quote, "cost_item", item.pk)
    Application.objects.filter(pk=case.pk).update(submitted_at=MOMENT, submitted_by=by, asked_won=1_000_000)
    case.refresh_from_db()
    return case.move_to("SUBMITTED", by=by, at=MOMENT)


def review_of(world: SimpleNamespace, officer: Any) -> Review:
    """Return the review of tier 1's case by the reviewer of the small world, who declared no conflict."""
    case = PanelCase.objects.create(panel=world.panel, application=world.application)
    review = Review.objects.create(case=case, reviewer=world.pooled, drawn_at=MOMENT, drawn_by=officer)
    return review.begin(by=officer, at=MOMENT).move_to("UNBIASED", by=world.pooled.user, at=MOMENT)
