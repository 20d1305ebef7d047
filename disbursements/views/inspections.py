"""The pages of inspections: the list, the plan, the checklist on site, findings, the firm's rating."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from core.evidence.queries import attachments_of
from core.inbox.queries import addressees
from core.ui.lists import Empty, ListPage
from core.users.models import User
from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from disbursements import operations, wording
from disbursements.announcements.inspections import FINDING, INSPECTION
from disbursements.forms import inspections as forms
from disbursements.inspections.listing import COLUMNS, InspectionFilter
from disbursements.models import (
    Finding,
    FindingStatus,
    Grant,
    Inspection,
    InspectionPoint,
    InspectionStatus,
    PointAnswer,
)
from disbursements.permissions import inspections as permissions
from disbursements.queries.inspections import is_only_checker, needed
from disbursements.views.pages import CaseView
from disbursements.wording import inspections as words
from programs.addressees import those_who_handle


class InspectionListView(ListPage):
    title = _("Inspections")
    columns = COLUMNS
    filter_class = InspectionFilter
    order = ("-planned_on", "-pk")
    empty = Empty(
        _("There is no inspection yet"),
        _("An officer plans one on the page of a grant."),
        "disbursements:grants",
        _("To the grants"),
    )

    def get_rows(self) -> QuerySet[Inspection]:
        seen: Any = Inspection.objects.visible_to(self.request.user).with_parties()
        still = ~Q(findings__status=FindingStatus.CLOSED)
        return seen.annotate(open_findings=Count("findings", filter=still))


class InspectionView(CaseView):
    """The checklist as it is carried out: each answer is saved as it is given."""

    model = Inspection
    template_name = "disbursements/inspection.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        inspection, user, at = self.object, self.request.user, clock.now()
        carries_out = inspection.status == InspectionStatus.PLANNED and permissions.may_carry_out(
            user, inspection, at=at
        )
        points = list(inspection.points.select_related("answered_by"))
        return super().get_context_data(
            head=words.inspection_next(inspection),
            offers=wording.offers(words.STEPS, inspection, user, at=at),
            points=points,
            choices=PointAnswer.choices,
            answered=sum(1 for point in points if point.answer),
            carries_out=bool(carries_out),
            is_early=bool(carries_out) and inspection.planned_on > clock.day(at),
            assets=inspection.grant.assets.prefetch_related("serials"),
            photos=attachments_of(INSPECTION, [inspection.pk]),
            findings=inspection.findings.order_by("number"),
            entries=wording.history(inspection, words.SENTENCES),
            **kwargs,
        )


class InspectionPlanView(OperationView):
    model = Grant
    operation = operations.plan_inspection
    predicate = permissions.may_plan_inspection
    case_argument = "grant"
    form_class = forms.PlanForm
    title = _("Plan an inspection")
    submit_label = _("Plan")
    success_message = _("Planned. The firm was told of the day.")
    consequences_template = "disbursements/consequences/inspection_plan.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        program = self.case.consortium.program
        people: dict[int, User] = {}
        for to in those_who_handle(program):
            people |= {user.pk: user for user in addressees(to, self.at)}
        fitting = [one for one in people.values() if not is_only_checker(self.case, one)]
        return super().get_form_kwargs() | {"people": fitting}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(needed=needed(self.case, self.at), **kwargs)


class PointAnswerView(OperationView):
    """One point: a page of its own without scripts, saved in place with them."""

    model = InspectionPoint
    operation = operations.answer_point
    predicate = permissions.may_answer_point
    case_argument = "point"
    form_class = forms.PointForm
    title = _("Answer a point")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"answer": self.case.answer, "note": self.case.note}

    def form_valid(self, form: Any) -> HttpResponse:
        if not self.request.htmx:  # type: ignore[attr-defined]
            return super().form_valid(form)
        user: Any = self.request.user
        try:
            point = operations.answer_point(point=self.case, by=user, at=self.at, **form.cleaned_data)
        except Refusal as refusal:
            return self.fragment(form, str(refusal))
        self.case = point
        return self.fragment(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.request.htmx:  # type: ignore[attr-defined]
            return self.fragment(form, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return super().form_invalid(form)

    def fragment(self, form: Any, error: str = "") -> HttpResponse:
        """Answer with the point alone: as it is saved, or with what was chosen and why it was not taken."""
        point = self.case
        if error:
            point.answer, point.note = form.data.get("answer", ""), form.data.get("note", "")
        self.template_name = "disbursements/_point.html"
        return self.render_to_response(
            {"point": point, "choices": PointAnswer.choices, "carries_out": True, "error": error}
        )


class InspectionPhotoView(OperationView):
    model = Inspection
    operation = operations.add_photo
    predicate = permissions.may_carry_out
    case_argument = "inspection"
    moves_to = InspectionStatus.PASSED
    form_class = forms.PhotoForm
    title = _("Add a photo")
    success_message = _("The photo was added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}


class FindingRaiseView(OperationView):
    model = Inspection
    operation = operations.raise_finding
    predicate = permissions.may_carry_out
    case_argument = "inspection"
    moves_to = InspectionStatus.PASSED
    form_class = forms.FindingForm
    title = _("Raise a finding")
    success_message = _("The finding is on record. The firm was told.")


class InspectionConcludeView(OperationView):
    model = Inspection
    operation = operations.conclude_inspection
    predicate = permissions.may_carry_out
    case_argument = "inspection"
    moves_to = InspectionStatus.PASSED
    form_class = forms.ConcludeForm
    title = _("Conclude the inspection")
    submit_label = _("Conclude")
    success_message = _("Concluded. The firm was told.")


class InspectionDropView(OperationView):
    model = Inspection
    operation = operations.drop_inspection
    predicate = permissions.may_drop
    case_argument = "inspection"
    moves_to = InspectionStatus.DROPPED
    form_class = ReasonForm
    title = _("Call the inspection off")
    submit_label = _("Call it off")
    success_message = _("Called off. The firm was told.")
    danger = True


class FindingView(CaseView):
    """What an inspection found, the firm's answer and what became of it."""

    model = Finding
    template_name = "disbursements/finding.html"

    def get_queryset(self) -> QuerySet:
        return Finding.objects.visible_to(self.request.user).with_names().select_related("raised_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finding = self.object
        return super().get_context_data(
            head=words.finding_next(finding),
            offers=wording.offers(words.FINDING_STEPS, finding, self.request.user, at=clock.now()),
            proofs=attachments_of(FINDING, [finding.pk]),
            entries=wording.history(finding, words.FINDING_SENTENCES),
            **kwargs,
        )


class FindingAnswerView(OperationView):
    model = Finding
    operation = operations.answer_finding
    predicate = permissions.may_answer_finding
    case_argument = "finding"
    moves_to = FindingStatus.ANSWERED
    form_class = forms.FindingAnswerForm
    title = _("Answer the finding")
    submit_label = _("Answer")
    success_message = _("Answered. The officer closes it or says what is still missing.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        proof = form.cleaned_data["proof"]
        return {"answer": form.cleaned_data["answer"], "evidence": [proof] if proof else []}


class FindingCloseView(OperationView):
    model = Finding
    operation = operations.close_finding
    predicate = permissions.may_settle_finding
    case_argument = "finding"
    moves_to = FindingStatus.CLOSED
    form_class = ReasonForm
    title = _("Close the finding")
    submit_label = _("Close")
    success_message = _("The finding is closed.")


class FindingReopenView(OperationView):
    model = Finding
    operation = operations.reopen_finding
    predicate = permissions.may_settle_finding
    case_argument = "finding"
    moves_to = FindingStatus.OPEN
    form_class = ReasonForm
    title = _("Open the finding again")
    submit_label = _("Open it again")
    success_message = _("The firm was told what is still missing.")


class RatingOverrideView(OperationView):
    model = Grant
    operation = operations.override_rating
    predicate = permissions.may_rate
    case_argument = "grant"
    form_class = forms.RatingForm
    title = _("Rate the firm otherwise")
    success_message = _("The rating is on record with your reason.")
    consequences_template = "disbursements/consequences/inspection_plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(needed=needed(self.case, self.at), **kwargs)
