"""What is handed over, step by step: the one table behind files, mapping sheet and docs page."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.models import Kind as CaseKind
from core.workflow import clock
from disbursements.models import ChangeRequest, MoneyReturn, PassThrough, PaymentRequest
from programs.models import Call, Program

#: rows read from the database at a time
CHUNK = 500

Value = str | int | None


class Step(TextChoices):
    CALL = "CALL", _("Call")
    APPLICATION = "APPLICATION", _("Application")
    DECISION = "DECISION", _("Decision")
    PAYMENT = "PAYMENT", _("Payment")
    PASSED_ON = "PASSED_ON", _("Money passed on")
    CHANGE = "CHANGE", _("Change after the award")
    RETURN = "RETURN", _("Money returned")


@dataclass(frozen=True)
class Column:
    """
    One column: its heading in the network's words, our field, what it means, unit, format, if it is required.

    Headings and meanings are Korean, as the network's are.
    """

    heading: str
    field: str
    meaning: str
    read: Callable[[Any], Any]
    unit: str = ""
    format: str = "문자"
    is_required: bool = True

    def value(self, row: Any) -> Value:
        """Return what the file says: whole won, a day as text, else text; nothing where there is nothing."""
        found = self.read(row)
        if isinstance(found, dt.datetime):
            found = clock.day(found)
        if found is None or found == "":
            return None
        return found if isinstance(found, int) else str(found)


@dataclass(frozen=True)
class Table:
    """What one step hands over: its rows, their columns, which of these is number, amount and status."""

    step: str
    rows: Callable[[Program], QuerySet]
    columns: tuple[Column, ...]
    key: str = "관리번호"
    amount: str = ""
    status: str = "상태"

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings in the order of the file."""
        return tuple(column.heading for column in self.columns)

    def read(self, program: Program) -> Iterator[dict[str, Value]]:
        """Yield each row as {heading: value}, a piece at a time, however many there are."""
        for row in self.rows(program).order_by("pk").iterator(chunk_size=CHUNK):
            yield {column.heading: column.value(row) for column in self.columns}


def _won(heading: str, field: str, meaning: str, read: Callable[[Any], Any]) -> Column:
    return Column(heading, field, meaning, read, "원", "정수")


def _day(
    heading: str, field: str, meaning: str, read: Callable[[Any], Any], *, is_required: bool = True
) -> Column:
    return Column(heading, field, meaning, read, "", "YYYY-MM-DD", is_required)


def _number(field: str) -> Column:
    return Column("관리번호", field, "이 시스템의 건 번호(변하지 않음)", lambda row: row.public_id)


def _status(field: str) -> Column:
    return Column("상태", field, "처리 상태 코드", lambda row: row.status)


def _firm(field: str, read: Callable[[Any], Any]) -> tuple[Column, Column]:
    return (
        Column("사업자등록번호", f"{field}.business_number", "보조사업자의 사업자등록번호 10자리",
               lambda row: read(row).business_number, "", "숫자 10자리"),
        Column("업체명", f"{field}.name", "보조사업자의 등록 상호", lambda row: read(row).name),
    )  # fmt: skip


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


_CASE = Column(
    "교부신청번호",
    "grant.application.public_id",
    "교부신청 건의 번호",
    lambda row: row.grant.application.public_id,
)

TABLES: Mapping[str, Table] = {
    table.step: table
    for table in (
        Table(
            Step.CALL, _calls,
            (
                _number("Call.public_id"),
                Column("공고명", "Call.name_ko", "공고의 이름", lambda call: call.name_ko),
                _day("접수시작일", "Call.opens_at", "접수를 시작하는 날", lambda call: call.opens_at),
                _day("접수마감일", "Call.applications_close_at", "교부신청 접수를 마감하는 날",
                     lambda call: call.applications_close_at),
                _won("공고예산", "Call.budget_won", "공고한 예산", lambda call: call.budget_won),
            ),
            amount="공고예산", status="",
        ),
        Table(
            Step.APPLICATION, _applications,
            (
                _number("Application.public_id"),
                *_firm("Application.firm", lambda case: case.firm),
                Column("사업명", "Application.title", "보조사업의 이름", lambda case: case.title),
                Column("컨소시엄", "Application.consortium.name", "소속 컨소시엄",
                       lambda case: case.consortium.name),
                Column("교부종류", "Application.grant_kind", "보조금, 간접보조금, 민간 상생의 구분",
                       lambda case: case.grant_kind),
                _won("신청금액", "Application.asked_won", "산정된 신청 보조금",
                     lambda case: case.asked_won or 0),
                _day("사업시작일", "Application.starts_on", "보조사업 시작일", lambda case: case.starts_on,
                     is_required=False),
                _day("사업종료일", "Application.ends_on", "보조사업 종료일", lambda case: case.ends_on,
                     is_required=False),
                _day("신청일", "Application.submitted_at", "처음 제출한 날", lambda case: case.submitted_at),
                _status("Application.status"),
            ),
            amount="신청금액",
        ),
        Table(
            Step.DECISION, _decided,
            (
                _number("Application.public_id"),
                *_firm("Application.firm", lambda case: case.firm),
                _won("교부결정액", "Application.awarded_won", "교부를 결정한 금액",
                     lambda case: case.awarded_won or 0),
                _won("재교부결정액", "Application.regrant_won", "다시 교부하도록 결정한 금액",
                     lambda case: case.regrant_won),
                _day("결정일", "Application.decided_at", "결정한 날", lambda case: case.decided_at),
                _status("Application.status"),
            ),
            amount="교부결정액",
        ),
        Table(
            Step.PAYMENT, _payments,
            (
                _number("PaymentRequest.public_id"),
                _CASE,
                *_firm("PaymentRequest.grant.firm", lambda payment: payment.grant.firm),
                _won("지급금액", "PaymentRequest.payable_won", "지급할 보조금; 검토 전이면 신청한 금액",
                     lambda payment: payment.payable_won or payment.requested_won),
                _day("신청일", "PaymentRequest.submitted_at", "지급을 신청한 날",
                     lambda payment: payment.submitted_at),
                _day("지급일", "PaymentRequest.paid_on", "은행이 지급한 날", lambda payment: payment.paid_on,
                     is_required=False),
                _status("PaymentRequest.status"),
            ),
            amount="지급금액",
        ),
        Table(
            Step.PASSED_ON, _passed_on,
            (
                _number("PassThrough.public_id"),
                *_firm("PassThrough.payer.firm", lambda row: row.payer.firm),
                Column("받은사업자등록번호", "PassThrough.receiver.firm.business_number", "받은 업체의 번호",
                       lambda row: row.receiver.firm.business_number, "", "숫자 10자리"),
                _won("전달금액", "PassThrough.amount_won", "전달한 금액", lambda row: row.amount_won),
                _day("전달일", "PassThrough.paid_on", "이체한 날", lambda row: row.paid_on),
                _status("PassThrough.status"),
            ),
            amount="전달금액",
        ),
        Table(
            Step.CHANGE, _changes,
            (
                _number("ChangeRequest.public_id"),
                _CASE,
                *_firm("ChangeRequest.grant.firm", lambda change: change.grant.firm),
                Column("변경종류", "ChangeRequest.kind", "변경의 구분", lambda change: change.kind),
                _day("신청일", "ChangeRequest.requested_at", "변경을 신청한 날",
                     lambda change: change.requested_at),
                _status("ChangeRequest.status"),
            ),
        ),
        Table(
            Step.RETURN, _returns,
            (
                _number("MoneyReturn.public_id"),
                _CASE,
                *_firm("MoneyReturn.grant.firm", lambda row: row.grant.firm),
                _won("반납금액", "MoneyReturn.amount_won", "반납한 금액", lambda row: row.amount_won),
                _day("반납일", "MoneyReturn.paid_on", "이체한 날", lambda row: row.paid_on),
            ),
            amount="반납금액", status="",
        ),
    )
}  # fmt: skip
