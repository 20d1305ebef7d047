"""Lines and their papers: refused one by one and put right, evidence, gaps between papers, cancelled invoices."""

import datetime as dt
import io
from random import Random

from core.evidence.checks import CSV
from core.evidence.operations import store
from disbursements import operations
from disbursements.models import Discrepancy, LineEvidence, PassThrough, PaymentLine, PaymentRequest
from disbursements.rules import Verdict
from tests.factories.people import business_number
from tests.life_cycle.moves.picking import NothingToDo, number, paper, pick, won
from tests.life_cycle.world import World

LINES = PaymentLine.objects.all()
EDITABLE = LINES.filter(request__status__in=["DRAFTED", "RETURNED"], status="OFFERED")
GAPS = Discrepancy.objects.all()
OPEN = GAPS.filter(closed_at__isnull=True)


def refuse_line(world: World, rng: Random) -> None:
    """Refuse the last line of a request, with a reason; the others are accepted, where there are any."""
    asked = PaymentRequest.objects.filter(status="SUBMITTED")
    payment = pick(rng, asked, PaymentRequest.objects.all())
    lines = list(payment.lines.offered().order_by("pk"))
    verdicts = {line.pk: Verdict(line is not lines[-1], "납품서가 없음") for line in lines}
    operations.check_payment(
        payment=payment, decisions=verdicts, finding="일부 인정", by=world.officer, at=world.at
    )


def correct_line(world: World, rng: Random) -> None:
    line = pick(rng, LINES.filter(status="REFUSED", corrected_by__isnull=True), LINES)
    operations.correct_payment_line(
        line=line,
        cost_item=line.cost_item,
        invoice_number=line.invoice_number if rng.random() < 0.9 else number(rng),
        invoice_on=line.invoice_on,
        supplier_number=business_number(77),
        supplier_name=line.supplier_name,
        supply_won=line.supply_won,
        by=world.of(line.request.grant.firm_id),
        at=world.at,
    )


def remove_line(world: World, rng: Random) -> None:
    line = pick(rng, EDITABLE, LINES)
    operations.remove_payment_line(line=line, by=world.of(line.request.grant.firm_id), at=world.at)


def add_evidence(world: World, rng: Random) -> None:
    """Add the receipt of a transfer: one time in two of another amount than the invoice, which opens a gap."""
    line = pick(rng, EDITABLE, LINES)
    by = world.of(line.request.grant.firm_id)
    paid = line.supply_won + line.tax_won
    operations.add_line_evidence(
        line=line,
        kind="TRANSFER",
        number=number(rng),
        dated_on=world.today,
        amount_won=paid if rng.random() < 0.5 else won(rng, paid),
        attachment=paper(by),
        by=by,
        at=world.at,
    )


def remove_evidence(world: World, rng: Random) -> None:
    kept = LineEvidence.objects.all()
    evidence = pick(rng, kept.filter(line__in=EDITABLE), kept)
    by = world.of(evidence.line.request.grant.firm_id)
    operations.remove_line_evidence(evidence=evidence, by=by, at=world.at)


def cancel_invoice(world: World, rng: Random) -> None:
    """Take over a list with the invoice of a line and one that nobody used."""
    if rng.random() < 0.5:
        raise NothingToDo
    line = pick(rng, LINES.filter(status="ACCEPTED"), LINES)
    listed = "승인번호,취소일자\n" + "".join(
        f"{one},{world.today:%Y%m%d}\n" for one in (line.invoice_number, number(rng))
    )
    listing = store(
        file=io.BytesIO(listed.encode("cp949")),
        filename="cancelled.csv",
        allowed=frozenset({CSV}),
        by=world.officer,
        at=world.at,
    )
    operations.take_cancelled_invoices(program=world.program, listing=listing, by=world.officer, at=world.at)


def match_passed(world: World, rng: Random) -> None:
    """Hold money passed on against a receipt that, one time in two, says another amount."""
    passed = pick(rng, PassThrough.objects.filter(status="CONFIRMED"), PassThrough.objects.all())
    receipt = passed.amount_won + (0 if rng.random() < 0.5 else rng.randint(1, 9))
    operations.match_passed_on(
        pass_through=passed, receipt_won=receipt, receipt_on=passed.paid_on, by=world.officer, at=world.at
    )


def clear_gap(world: World, rng: Random) -> None:
    """Have the papers put right where that can be done, then close the gap: over the others it is refused."""
    gap = pick(rng, OPEN, GAPS)
    if gap.pass_through is not None:
        passed = gap.pass_through
        operations.match_passed_on(
            pass_through=passed, receipt_won=passed.amount_won, receipt_on=passed.paid_on, by=world.officer,
            at=world.at,
        )  # fmt: skip
        return
    _put_right(world, gap.line)
    operations.clear_discrepancy(discrepancy=gap, reason="정정 자료 확인", by=world.officer, at=world.at)


def _put_right(world: World, line: PaymentLine) -> None:
    """Send a request that was not released back to the firm, which takes the wrong receipts off the line."""
    payment = line.request
    if payment.status in ("CHECKED", "APPROVED"):
        operations.return_payment(payment=payment, reason="이체증 확인", by=world.officer, at=world.at)
    if payment.is_editable or payment.status in ("CHECKED", "APPROVED"):
        for one in line.evidence.all():
            by = world.of(payment.grant.firm_id)
            operations.remove_line_evidence(evidence=one, by=by, at=world.at)


def ask_waiver(world: World, rng: Random) -> None:
    gap = pick(rng, OPEN.exclude(waivers__granted_at__isnull=True, waivers__isnull=False), GAPS)
    ends_on = world.today + dt.timedelta(days=rng.randint(0, 30))
    operations.ask_waiver(
        discrepancy=gap, reason="정산 때 확인", ends_on=ends_on, by=world.officer, at=world.at
    )


def grant_waiver(world: World, rng: Random) -> None:
    gap = pick(rng, OPEN.filter(waivers__isnull=False, waivers__granted_at__isnull=True), GAPS)
    operations.grant_waiver(discrepancy=gap, by=world.approver, at=world.at)


MOVES = (
    refuse_line,
    correct_line,
    remove_line,
    add_evidence,
    remove_evidence,
    cancel_invoice,
    match_passed,
    clear_gap,
    ask_waiver,
    grant_waiver,
)
