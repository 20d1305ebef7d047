"""Changes after the award: asking with a look at what it does, deciding, and the versions they made."""

import datetime as dt
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from applications.arithmetic import rules_day
from applications.models import CostItem, Holder
from applications.pages.sheets import support_rows
from applications.readers import Part
from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from disbursements import operations, permissions, wording
from disbursements.changes import Outlook, look
from disbursements.changes.consequences import consequences
from disbursements.changes.verdicts import article_for, number_for
from disbursements.changes.versions import compare, versions_of
from disbursements.changes.words import in_words
from disbursements.forms.changes import FORMS, RecommendationForm
from disbursements.models import ChangeKind, ChangeRequest, Grant, Term
from disbursements.models.visibility import firms_of
from disbursements.permissions import changes as change_permissions
from disbursements.queries import subjects_of, touching
from disbursements.views.pages import CaseView
from disbursements.wording import changes as wording_changes
from disbursements.workflow import ChangeStatus


def outlook_context(grant: Grant, kind: str, outlook: Outlook) -> dict[str, Any]:
    """Return what the template says of a change as it would be made now."""
    names = {("COST_ITEM", item.pk): item.name for item in grant.application.cost_items.all()}
    rows = [(one.place, one.old, one.new) for one in outlook.lines]
    return {
        "outlook": outlook,
        "differences_made": in_words(rows, names, grant.consortium.program),
        "effects": consequences(grant, kind, outlook),
        "arithmetic_rows": support_rows(outlook.support.rows),
        "colliding": sorted({line.change for line in outlook.collisions}, key=lambda change: change.pk),
    }


class ChangeNewView(OperationView):
    """Which kind, what is to be another and why; then what that does, whether it is minor, and the button."""

    model = Grant
    operation = operations.request_change
    predicate = change_permissions.may_request_change
    case_argument = "grant"
    template_name = "disbursements/change_new.html"
    title = _("Ask for a change")
    outlook: Outlook | None = None

    @cached_property
    def kind(self) -> str:
        """The kind in the address, else the first."""
        kind = self.request.GET.get("kind", ChangeKind.REALLOCATION)
        if kind not in FORMS:
            raise Http404
        return str(kind)

    @cached_property
    def item(self) -> CostItem | None:
        """The cost item in the address, among those of the grant, else the first."""
        items = self.case.application.cost_items.order_by("pk")
        wanted = self.request.GET.get("item")
        if not wanted or "\x00" in wanted:
            return items.first()
        found = items.filter(public_id=wanted).first()
        if found is None:
            raise Http404
        return found

    def get_form_class(self) -> Any:
        return FORMS[self.kind]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"grant": self.case, "at": self.at, "item": self.item}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.outlook = look(self.case, self.kind, form.wanted(), at=self.at)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        if self.request.POST.get("seen") != self.outlook.digest:
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "wanted": form.wanted(),
            "reason": form.cleaned_data["reason"],
            "seen": self.request.POST.get("seen"),
        }

    @property
    def success_message(self) -> Any:
        """What happened, by whether it was minor."""
        if self.result.status == ChangeStatus.RECORDED:
            return _("The change is minor: it was recorded and holds from now on.")
        if self.result.to_firm_id:
            return _(
                "The change was asked for. First the other firm agrees or declines, then the office decides."
            )
        return _("The change was asked for. An approving officer decides on it.")

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = outlook_context(self.case, self.kind, self.outlook) if self.outlook else {}
        return super().get_context_data(
            kind=self.kind,
            kinds=[(code, label, f"?kind={code}") for code, label in ChangeKind.choices],
            number=number_for(self.case, self.kind, rules_day(self.case.application, self.at)),
            article=article_for(self.kind),
            item=self.item,
            items=self.case.application.cost_items.order_by("pk") if self.kind == ChangeKind.CONTENT else [],
            **shown,
            **kwargs,
        )


class ChangeStepView(OperationView):
    """A step of a change; what it would do is shown before."""

    model = ChangeRequest
    case_argument = "change"
    form_class: Any = ReasonForm
    consequences_template: str | None = "disbursements/consequences/change.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**looked_at_by(self.request.user, self.case, self.at), **kwargs)


def looked_at_by(user: Any, change: ChangeRequest, at: Any) -> dict[str, Any]:
    """
    Return what the person may see of what a change would do now.

    What a hand-over would do rests on the other firm's size and awards: that firm and the office see it; what
    the rules of eligibility point at, which names suppliers, only the office.
    """
    parts = permissions.parts_read_by(user, change.grant, at=at)
    if change.kind != ChangeKind.HAND_OVER:
        return ahead(change, at) if Part.COSTS in parts else {}
    if Part.FINDINGS in parts:
        return ahead(change, at) | {"points_title": _("Look at this")}
    if change.to_firm_id not in firms_of(user, at):
        return {}
    looked = ahead(change, at)
    if "outlook" in looked:
        looked["outlook"] = replace(looked["outlook"], points=[])
    return looked


def ahead(change: ChangeRequest, at: Any) -> dict[str, Any]:
    """Return what the change would do if it were made now, or in words why it can't be."""
    lines = list(change.lines.all())
    if change.status != ChangeStatus.REQUESTED:
        return {}
    try:
        operations.check_counts_on(change.grant, lines)
        wanted = {line.place: line.new for line in lines}
        outlook = look(change.grant, change.kind, wanted, at=at, without=change)
    except Refusal as refusal:
        others = {line.change for line in touching([line.place for line in lines], without=change)}
        return {
            "in_the_way": str(refusal),
            "colliding": sorted(others, key=lambda other: other.pk),
        }
    return outlook_context(change.grant, change.kind, outlook)


class ChangeApproveView(ChangeStepView):
    operation = operations.approve_change
    predicate = change_permissions.may_decide_change
    moves_to = ChangeStatus.APPROVED
    title = _("Approve the change")
    submit_label = _("Approve")
    success_message = _("Approved and made. The firm was told.")

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {**super().operation_arguments(form), "seen": self.request.POST.get("seen", "")}


class ChangeRefuseView(ChangeStepView):
    operation = operations.refuse_change
    predicate = change_permissions.may_decide_change
    moves_to = ChangeStatus.REFUSED
    title = _("Refuse the change")
    submit_label = _("Refuse")
    success_message = _("Refused. The firm was told with your reason.")
    danger = True


class ChangeRecommendView(ChangeStepView):
    operation = operations.recommend_change
    predicate = change_permissions.may_recommend_change
    moves_to = ChangeStatus.APPROVED
    form_class = RecommendationForm
    title = _("Recommend on the change")
    submit_label = _("Recommend")
    success_message = _("Your recommendation is on record. An approving officer decides.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"recommendation": self.case.recommendation}


class ChangeWithdrawView(ChangeStepView):
    operation = operations.withdraw_change
    predicate = change_permissions.may_withdraw_change
    moves_to = ChangeStatus.WITHDRAWN
    title = _("Withdraw the change")
    submit_label = _("Withdraw")
    success_message = _("Withdrawn. All stays as it was.")
    consequences_template = None


class ChangeView(CaseView):
    """The page of a change: what it is about, what it would do or did, who did what."""

    model = ChangeRequest
    template_name = "disbursements/change.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("requested_by", "recommended_by", "decided_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change, user, at = self.object, self.request.user, clock.now()
        parts = change_permissions.parts_read_by(user, change, at=at)
        lines = list(change.lines.order_by("pk")) if Part.COSTS in parts else []
        subjects = subjects_of(lines)
        asked = in_words(
            ((line.place, line.old, line.new) for line in lines),
            {place: str(subject) for place, subject in subjects.items()},
            change.grant.consortium.program,
        )
        return super().get_context_data(
            reads={part.name for part in parts},
            head=wording_changes.next_of(change),
            offers=wording.offers(wording_changes.steps_of(change), change, user, at=at),
            held=Holder.objects.visible_to(user).filter(
                application=change.grant.application_id, firm=change.firm
            ),
            handed_on=handed_on_day(change),
            opens_grant=Grant.objects.visible_to(user).filter(pk=change.grant_id).exists(),
            entries=wording.history(change, wording_changes.SENTENCES, with_reasons=Part.REASONS in parts),
            reads_findings=Part.FINDINGS in parts,
            **{
                "differences_made": asked,
                **looked_at_by(user, change, at),
                **kwargs,
            },
        )


def handed_on_day(change: ChangeRequest) -> dt.date | None:
    """Return the day from which on a hand-over was asked for."""
    line = change.lines.filter(term=Term.HANDED_ON).first()
    return dt.date.fromisoformat(line.new_text) if line else None


class VersionsView(CaseView):
    """The versions of what was agreed, and any two of them side by side."""

    model = Grant
    template_name = "disbursements/versions.html"

    def get_queryset(self) -> QuerySet:
        return Grant.objects.visible_to(self.request.user, part=Part.COSTS).with_parties()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = versions_of(self.object)
        last = len(versions) - 1
        first, second = self.chosen("from", 0, last), self.chosen("to", last, last)
        rows = compare(self.object, first, second)
        return super().get_context_data(
            versions=versions,
            first=versions[first],
            second=versions[second],
            differing=[row for row in rows if row.before != row.after],
            same=[row for row in rows if row.before == row.after],
            **kwargs,
        )

    def chosen(self, name: str, otherwise: int, last: int) -> int:
        """Return the number of a version in the address, if there is such a one."""
        text = self.request.GET.get(name, "")
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise
        return number if number <= last else otherwise
