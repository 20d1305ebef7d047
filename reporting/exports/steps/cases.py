"""What is handed over from the call to money returned: rows and columns, step by step."""

from django.db.models import QuerySet

from applications.models import Application
from applications.models import Kind as CaseKind
from disbursements.models import ChangeRequest, MoneyReturn, PassThrough, PaymentRequest
from programs.models import Call, Program
from reporting.exports.steps.table import CASE, Column, Step, Table, day, firm, number, status, won


def _calls(program: Program) -> QuerySet:
    return Call.objects.filter(program=program)


def _applications(program: Program) -> QuerySet:
    asked = Application.objects.filter(call__program=program, kind=CaseKind.GRANT, submitted_at__isnull=False)
    return asked.select_related("firm", "consortium")


def _decided(program: Program) -> QuerySet:
    return _applications(program).filter(decided_at__isnull=False)


def _payments(program: Program) -> QuerySet:
    asked = PaymentRequest.objects.filter(grant__consortium__program=program, submitted_at__isnull=False)
    return asked.select_related("grant__application", "grant__firm")


def _passed_on(program: Program) -> QuerySet:
    found = PassThrough.objects.filter(payer__consortium__program=program)
    return found.select_related("payer__firm", "receiver__firm")


def _changes(program: Program) -> QuerySet:
    asked = ChangeRequest.objects.filter(grant__consortium__program=program)
    return asked.select_related("grant__application", "grant__firm")


def _returns(program: Program) -> QuerySet:
    found = MoneyReturn.objects.filter(grant__consortium__program=program)
    return found.select_related("grant__application", "grant__firm")


CASES = (
    Table(
        Step.CALL, _calls,
        (
            number("Call.public_id"),
            Column("공고명", "Call.name_ko", "공고의 이름", lambda call: call.name_ko),
            day("접수시작일", "Call.opens_at", "접수를 시작하는 날", lambda call: call.opens_at),
            day("접수마감일", "Call.applications_close_at", "교부신청 접수를 마감하는 날",
                 lambda call: call.applications_close_at),
            won("공고예산", "Call.budget_won", "공고한 예산", lambda call: call.budget_won),
        ),
        amount="공고예산", status="",
    ),
    Table(
        Step.APPLICATION, _applications,
        (
            number("Application.public_id"),
            *firm("Application.firm", lambda case: case.firm),
            Column("사업명", "Application.title", "보조사업의 이름", lambda case: case.title),
            Column("컨소시엄", "Application.consortium.name", "소속 컨소시엄",
                   lambda case: case.consortium.name),
            Column("교부종류", "Application.grant_kind", "보조금, 간접보조금, 민간 상생의 구분",
                   lambda case: case.grant_kind),
            won("신청금액", "Application.asked_won", "산정된 신청 보조금",
                 lambda case: case.asked_won or 0),
            day("사업시작일", "Application.starts_on", "보조사업 시작일", lambda case: case.starts_on,
                 is_required=False),
            day("사업종료일", "Application.ends_on", "보조사업 종료일", lambda case: case.ends_on,
                 is_required=False),
            day("신청일", "Application.submitted_at", "처음 제출한 날", lambda case: case.submitted_at),
            status("Application.status"),
        ),
        amount="신청금액",
    ),
    Table(
        Step.DECISION, _decided,
        (
            number("Application.public_id"),
            *firm("Application.firm", lambda case: case.firm),
            won("교부결정액", "Application.awarded_won", "교부를 결정한 금액",
                 lambda case: case.awarded_won or 0),
            won("재교부결정액", "Application.regrant_won", "다시 교부하도록 결정한 금액",
                 lambda case: case.regrant_won),
            day("결정일", "Application.decided_at", "결정한 날", lambda case: case.decided_at),
            status("Application.status"),
        ),
        amount="교부결정액",
    ),
    Table(
        Step.PAYMENT, _payments,
        (
            number("PaymentRequest.public_id"),
            CASE,
            *firm("PaymentRequest.grant.firm", lambda payment: payment.grant.firm),
            won("지급금액", "PaymentRequest.to_pay_won", "지급할 보조금; 검토 전이면 신청한 금액",
                 lambda payment: payment.to_pay_won),
            day("신청일", "PaymentRequest.submitted_at", "지급을 신청한 날",
                 lambda payment: payment.submitted_at),
            day("지급일", "PaymentRequest.paid_on", "은행이 지급한 날", lambda payment: payment.paid_on,
                 is_required=False),
            status("PaymentRequest.status"),
        ),
        amount="지급금액",
    ),
    Table(
        Step.PASSED_ON, _passed_on,
        (
            number("PassThrough.public_id"),
            *firm("PassThrough.payer.firm", lambda row: row.payer.firm),
            Column("받은사업자등록번호", "PassThrough.receiver.firm.business_number", "받은 업체의 번호",
                   lambda row: row.receiver.firm.business_number, "", "숫자 10자리"),
            won("전달금액", "PassThrough.amount_won", "전달한 금액", lambda row: row.amount_won),
            day("전달일", "PassThrough.paid_on", "이체한 날", lambda row: row.paid_on),
            status("PassThrough.status"),
        ),
        amount="전달금액",
    ),
    Table(
        Step.CHANGE, _changes,
        (
            number("ChangeRequest.public_id"),
            CASE,
            *firm("ChangeRequest.grant.firm", lambda change: change.grant.firm),
            Column("변경종류", "ChangeRequest.kind", "변경의 구분", lambda change: change.kind),
            day("신청일", "ChangeRequest.requested_at", "변경을 신청한 날",
                 lambda change: change.requested_at),
            status("ChangeRequest.status"),
        ),
    ),
    Table(
        Step.RETURN, _returns,
        (
            number("MoneyReturn.public_id"),
            CASE,
            *firm("MoneyReturn.grant.firm", lambda row: row.grant.firm),
            won("반납금액", "MoneyReturn.amount_won", "반납한 금액", lambda row: row.amount_won),
            day("반납일", "MoneyReturn.paid_on", "이체한 날", lambda row: row.paid_on),
        ),
        amount="반납금액", status="",
    ),
)  # fmt: skip
