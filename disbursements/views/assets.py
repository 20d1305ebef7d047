"""The pages of assets: the list, one asset, its reports, and what a firm asks to do with it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from core.evidence.queries import attachments_of
from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.views import OperationView
from disbursements import operations, wording
from disbursements.announcements.assets import ASSET
from disbursements.assets.listing import COLUMNS, AssetFilter, with_reports
from disbursements.assets.restriction import proposed_return_won
from disbursements.forms.assets import ApproveForm, CompleteForm, DisposalForm, RecommendForm, ReportForm
from disbursements.models import Asset, AssetReport, AssetRequest, AssetStatus, Debt, RequestStatus
from disbursements.permissions import assets as permissions
from disbursements.queries.assets import unproposed_returns
from disbursements.refusals.assets import ReportedAlready
from disbursements.views.pages import CaseView
from disbursements.wording import assets as words


class AssetListView(ListPage):
    title = _("Assets")
    lead = _(
        "Equipment that the subsidy paid for: until its restriction ends it is not sold, lent, pledged, "
        "moved or used otherwise without approval."
    )
    columns = COLUMNS
    filter_class = AssetFilter
    empty = Empty(
        _("There is no asset yet"),
        _("Equipment is entered when its payment is confirmed."),
        "disbursements:grants",
        _("To the grants"),
    )

    def get_filter_arguments(self) -> dict[str, Any]:
        return {"on": clock.day(self.at)}

    def get_rows(self) -> QuerySet[Asset]:
        return with_reports(Asset.objects.visible_to(self.request.user).with_parties(), clock.day(self.at))


class AssetView(CaseView):
    """One asset: what it is, how long it is restricted, its reports, what was asked about it."""

    model = Asset
    template_name = "disbursements/asset.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asset, user, at = self.object, self.request.user, clock.now()
        today = clock.day(at)
        reports = list(asset.reports.select_related("reported_by").order_by("-period_until"))
        late = any(one.reported_at is None and one.due_on < today for one in reports)
        return super().get_context_data(
            head=words.asset_next(asset, late),
            offers=wording.offers(_steps(asset, at), asset, user, at=at),
            clock=asset.clock_on(today),
            reports=reports,
            may_report=bool(permissions.may_complete_asset(user, asset, at=at)),
            requests=asset.requests.order_by("-pk"),
            lines=asset.lines.select_related("line__request"),
            photos=attachments_of(ASSET, [asset.pk]),
            measure=asset.cost_item.measure,
            entries=wording.history(asset, words.SENTENCES),
            **kwargs,
        )


def _steps(asset: Asset, at: Any) -> list[wording.Step]:
    """Return the steps that can make sense for an asset."""
    steps = [words.COMPLETE]
    is_open = asset.requests.pending().exists()
    if asset.status == AssetStatus.COMPLETED and not asset.clock_on(clock.day(at)).is_over and not is_open:
        steps.append(words.ASK)
    return steps


class AssetCompleteView(OperationView):
    model = Asset
    operation = operations.complete_asset
    predicate = permissions.may_complete_asset
    case_argument = "asset"
    moves_to = AssetStatus.COMPLETED
    form_class = CompleteForm
    title = _("Complete the entry")
    submit_label = _("Complete")
    success_message = _("The entry is complete. Put the label on the equipment.")
    consequences_template = "disbursements/consequences/asset_complete.html"

    def get_initial(self) -> dict[str, Any]:
        known = {name: getattr(self.case, name) for name in ("maker", "model", "machines")}
        measure = self.case.cost_item.measure
        return super().get_initial() | known | {"site": measure.site if measure else ""}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}


class AssetReportView(OperationView):
    model = AssetReport
    operation = operations.report_asset
    predicate = permissions.may_report_asset
    case_argument = "report"
    form_class = ReportForm
    title = _("Report on the half-year")
    submit_label = _("Hand the report in")
    success_message = _("The report was handed in.")
    consequences_template = "disbursements/consequences/asset_report.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.case.reported_at:
            handed_in = ReportedAlready(day=f"{clock.day(self.case.reported_at):%Y-%m-%d}")
            messages.info(request, str(handed_in))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"place": self.case.asset.site}


class DisposalNewView(OperationView):
    model = Asset
    operation = operations.request_disposal
    predicate = permissions.may_request_disposal
    case_argument = "asset"
    form_class = DisposalForm
    title = _("Ask to dispose of an asset")
    submit_label = _("Ask for approval")
    success_message = _("Asked. An officer recommends, then an approving officer decides.")
    consequences_template = "disbursements/consequences/disposal_new.html"

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class AssetRequestView(CaseView):
    """What a firm asks to do with an asset, and what became of it."""

    model = AssetRequest
    template_name = "disbursements/asset_request.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request, user, at = self.object, self.request.user, clock.now()
        returns = unproposed_returns([request.asset.grant]).filter(pk=request.pk).exists()
        steps = [*words.REQUEST_STEPS, *([words.PROPOSE_RETURN] if returns else [])]
        return super().get_context_data(
            head=words.request_next(request),
            offers=wording.offers(steps, request, user, at=at),
            debts=Debt.objects.visible_to(user).filter(disposal=request).order_by("pk"),
            reads_findings=not permissions.may_complete_asset(user, request.asset, at=at),
            entries=wording.history(request, words.REQUEST_SENTENCES),
            **kwargs,
        )


class DisposalRecommendView(OperationView):
    model = AssetRequest
    operation = operations.recommend_disposal
    predicate = permissions.may_recommend_disposal
    case_argument = "request"
    moves_to = RequestStatus.RECOMMENDED
    form_class = RecommendForm
    title = _("Recommend on the request")
    submit_label = _("Recommend")
    success_message = _("Your recommendation is on record. An approving officer decides.")


class DisposalApproveView(OperationView):
    """The proposed return is computed before the button; the approving officer decides how much it is."""

    model = AssetRequest
    operation = operations.approve_disposal
    predicate = permissions.may_decide_disposal
    case_argument = "request"
    moves_to = RequestStatus.APPROVED
    form_class = ApproveForm
    title = _("Approve the request")
    submit_label = _("Approve")
    success_message = _("Approved. The firm was told.")
    consequences_template = "disbursements/consequences/disposal_approve.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"returns": self.case.ends_the_asset}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"to_return_won": self.proposed_won()}

    def proposed_won(self) -> int:
        """Return what the rule proposes to give back."""
        asset = self.case.asset
        return proposed_return_won(
            price_won=asset.price_won,
            funded_won=asset.funded_won,
            sold_for_won=self.case.price_won or 0,
            passed_bp=asset.clock_on(clock.day(self.at)).passed_bp,
        )

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {**form.cleaned_data, "to_return_won": form.cleaned_data.get("to_return_won") or 0}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"proposed_won": self.proposed_won()} if self.case.ends_the_asset else {}
        clock_now = self.case.asset.clock_on(clock.day(self.at))
        return super().get_context_data(asset=self.case.asset, clock=clock_now, **shown, **kwargs)


class DisposalRefuseView(OperationView):
    model = AssetRequest
    operation = operations.refuse_disposal
    predicate = permissions.may_decide_disposal
    case_argument = "request"
    moves_to = RequestStatus.REFUSED
    form_class = ReasonForm
    title = _("Refuse the request")
    submit_label = _("Refuse")
    success_message = _("Refused. The firm was told with your reason.")
    danger = True


class DisposalWithdrawView(OperationView):
    model = AssetRequest
    operation = operations.withdraw_disposal
    predicate = permissions.may_withdraw_disposal
    case_argument = "request"
    moves_to = RequestStatus.WITHDRAWN
    form_class = ReasonForm
    title = _("Withdraw the request")
    submit_label = _("Withdraw")
    success_message = _("Withdrawn. All stays as it was.")
