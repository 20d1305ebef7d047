"""Made-up things that every component can draw."""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row, Submit
from django import forms
from django.core.paginator import Paginator

from core.ui import fields

AWKWARD = 'O\'Neil & "한빛" <b>정밀</b> 🏭'
AT = datetime(2026, 5, 19, 5, 3, tzinfo=UTC)


def case(label: str, tone: str, **more: Any) -> Thing:
    """Return something with a status."""
    return Thing(status=label.upper(), get_status_display=lambda: label, status_tone=tone, **more)


class ExampleForm(forms.Form):
    """One field of every sort."""

    number = fields.BusinessNumberField(label="사업자등록번호", help_text="하이픈 없이 입력해도 됩니다.")
    amount = fields.WonField(label="신청 금액", help_text="부가가치세를 뺀 금액입니다.")
    tonnes = fields.TonnesField(label="예상 감축량", required=False)
    energy = fields.DecimalQuantityField(label="전력 사용량", unit="kWh")
    month = fields.MonthField(label="기준 월")
    starts_on = fields.DayField(label="시작일")
    name = forms.CharField(label="기업 이름")
    technology = forms.ChoiceField(label="기술", choices=[("", "선택하세요"), ("a", "고효율 공기압축기")])
    role = forms.ChoiceField(
        label="역할", choices=[("a", "대표자"), ("b", "실무자")], widget=forms.RadioSelect
    )
    kinds = forms.MultipleChoiceField(
        label="분야", choices=[("a", "설비"), ("b", "컨설팅")], widget=forms.CheckboxSelectMultiple
    )
    quote = forms.FileField(label="견적서", help_text="PDF, 20 MB까지")
    reason = forms.CharField(label="사유", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    agrees = forms.BooleanField(label="사실과 다름이 없음을 확인합니다.")


class LaidOutForm(ExampleForm):
    """The same fields in a layout."""

    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("기업", Row("number", "name"), "role"), Fieldset("금액", Row("amount", "tonnes"), "month")
    )
    helper.add_input(Submit("save", "저장"))


class ReadingForm(forms.Form):
    """A row of a table to fill in."""

    month = fields.MonthField(label="월")
    energy = fields.DecimalQuantityField(label="전력 사용량", unit="kWh")


def node(name: str, role: str, depth: int, tone: str, *children: Thing) -> Thing:
    """Return a node of a chain."""
    figures = [
        ("교부결정", "9.8억원", "#a"),
        ("지급", "4.2억원", "#b"),
        ("집행", "3.9억원", "#c"),
        ("이전", "1.2억원", "#d"),
    ]
    figures += [("이전할 금액", "0.8억원", ""), ("반납", "0원", ""), ("감축량", "1,884 tCO₂e", "#e")]
    return Thing(
        name=name,
        role=role,
        href="#",
        depth=depth,
        figures=figures,
        status=case("집행 중", tone),
        children=children,
    )


def _chain() -> list[Thing]:
    deepest = node("새봄금속", "3차 협력사", 3, "neutral")
    second = [
        node(AWKWARD, "2차 협력사", 2, "success", deepest),
        node("다온테크", "2차 협력사", 2, "warning"),
    ]
    first = [
        node("한빛정밀", "1차 협력사", 1, "info", *second),
        node("우리표면처리", "1차 협력사", 1, "info"),
    ]
    return [node("미래자동차", "주관기업", 0, "success", *first)]


def _job(**more: Any) -> Thing:
    given = {
        "message": "문서를 만들고 있습니다.",
        "is_over": False,
        "public_id": "abc123",
        "progress_done": 34,
        "progress_total": 120,
        "percent": 28,
        "result_url": "",
    }
    return case("진행 중", "info", **{**given, **more})


def context(**more: Any) -> dict[str, Any]:
    """Return everything the gallery draws."""
    bad = {
        "number": "124-81-00990",
        "amount": "12.5원",
        "energy": "많음",
        "name": AWKWARD,
        "form-TOTAL_FORMS": "2",
    }
    readings = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-month": "2026-01",
        "form-0-energy": "abc",
    }
    readings |= {"form-1-month": "2026-13", "form-1-energy": "1,200"}
    row = {"label": "보조금", "input": 200_000_000, "rule": "중소기업 60 %", "cap": 5_000_000_000}
    own = {
        "label": "자부담",
        "input": "200,000,000원 − 120,000,000원",
        "rule": "나머지",
        "source": "시행령 제7조",
    }
    return {
        "firm": AWKWARD,
        "amount": 1_234_567_890,
        "paid": 420_000_000,
        "deadline": date(2026, 6, 30),
        "application": Thing(
            title="고효율 공기압축기 2대 교체",
            kind="지원 신청",
            next_step="신청 내용을 평가합니다",
            whose="프로그램 담당자",
            **vars(case("심사 중", "info")),
        ),
        "tab_list": [
            ("summary", "요약", "#"),
            ("money", "금액", "#"),
            ("files", "문서", "#", 3),
            ("history", "이력", "#"),
        ],
        "step_list": [("firm", "기업 정보", "#"), ("costs", "비용"), ("files", "문서"), ("check", "확인")],
        "items": [
            Thing(
                title="지원 신청 평가",
                href="#",
                due_on=date(2026, 5, 1),
                is_overdue=True,
                whose="담당자",
                kind_label="평가",
                about=AWKWARD,
            ),
            Thing(
                title="지급 확인",
                href="#",
                due_on=date(2030, 7, 1),
                is_overdue=False,
                whose="담당자",
                kind_label="지급",
                about="다온테크",
            ),
            Thing(
                title="감축량 보고서",
                href="#",
                due_on=None,
                is_overdue=False,
                whose="",
                kind_label="",
                about="",
            ),
        ],
        "rows": [row | {"source": "공고 제4조", "result": 120_000_000}, own | {"result": 80_000_000}],
        "segments": [
            ("보조금", 120_000_000, "primary"),
            ("주관기업", 30_000_000, "success"),
            ("자부담", 50_000_000, "neutral"),
        ],
        "nodes": _chain(),
        "entries": [
            Thing(at=AT, who="김담당", sentence="신청을 보완하도록 돌려보냈습니다.", reason=AWKWARD),
            Thing(at=AT, who="한빛정밀", sentence="신청서를 제출했습니다.", reason=""),
        ],
        "file": Thing(filename="견적서_최종.pdf", size=1_480_000, sha256="0a1b2c3d4e5f60718293a4b5c6d7e8f90"),
        "job": _job(),
        "finished": _job(
            public_id="def456",
            is_over=True,
            progress_done=120,
            percent=100,
            result_url="#",
            message="다 되었습니다.",
        ),
        "payments": [
            case("지급 완료", "success", firm=AWKWARD, on=date(2026, 4, 1), amount=300_000_000),
            case("확인 대기", "warning", firm="다온테크", on=AT, amount=120_000_000),
        ],
        "page_obj": Paginator(range(200), 10).page(4),
        "cases": [case(t, t) for t in ("neutral", "info", "success", "warning", "danger")],
        "form": ExampleForm(bad, {}),
        "laid_out": LaidOutForm(
            prefix="laid", initial={"number": "1248100998", "amount": 1_200_000, "month": date(2026, 5, 1)}
        ),
        "formset": forms.formset_factory(ReadingForm)(readings),
        **more,
    }
