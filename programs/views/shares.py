"""Shares in a shared supplier's reductions: proposed, agreed, dropped."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from programs import forms, operations, permissions
from programs.models import AttributionAgreement, Consortium, Member, MemberRole, SharesStatus
from programs.refusals.consortia import NotShared
from programs.views.obstacles import ObstacleView


class SharesProposeView(ObstacleView):
    """The case is the shared supplier's place in one of its consortia."""

    model = Member
    operation = operations.propose_shares
    predicate = permissions.may_propose_shares
    form_class = forms.SharesForm
    case_argument = ""
    title = _("Propose shares in the reductions")
    submit_label = _("Propose")
    success_message = _("The shares are proposed; every anchor that has not agreed yet was asked.")
    consequences_template = "programs/consequences_shares.html"

    def check(self) -> None:
        if not self.consortia():
            raise NotShared(firm=self.case.firm.name, consortium=self.case.consortium.name)

    def consortia(self) -> list[Consortium]:
        """Return the consortia of the programme that share the supplier."""
        places = Member.objects.joined().filter(firm=self.case.firm_id, role=MemberRole.SHARED)
        program = self.case.consortium.program_id
        return list(Consortium.objects.filter(pk__in=places.values("consortium"), program=program))

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"valid_from": clock.day(self.at).replace(day=1)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"consortia": self.consortia()}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {
            "program": self.case.consortium.program,
            "firm": self.case.firm,
            "valid_from": form.cleaned_data["valid_from"],
            "shares": form.shares(),
        }

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class SharesView(LoginRequiredMixin, DetailView):
    """Show who gets which part from when on, and who has agreed."""

    template_name = "programs/shares.html"
    context_object_name = "agreement"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> QuerySet[AttributionAgreement]:
        return AttributionAgreement.objects.visible_to(self.request.user).select_related(
            "program", "firm", "proposed_by"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, user, agreement = clock.now(), self.request.user, self.object
        is_open = agreement.status == SharesStatus.PROPOSED
        return super().get_context_data(
            shares=agreement.shares.select_related("consortium__anchor", "confirmed_by"),
            ended=agreement.changes.select_related("by").filter(to_status=SharesStatus.DROPPED).last(),
            may_confirm=is_open and bool(permissions.may_confirm_shares(user, agreement, at=at)),
            may_drop=is_open and bool(permissions.may_drop_shares(user, agreement, at=at)),
            **kwargs,
        )


class SharesConfirmView(OperationView):
    model = AttributionAgreement
    operation = operations.confirm_shares
    predicate = permissions.may_confirm_shares
    form_class = OperationForm
    case_argument = "agreement"
    moves_to = SharesStatus.AGREED
    title = _("Agree to the shares")
    submit_label = _("Agree")
    success_message = _("Agreed. The shares count once every anchor has agreed.")
    consequences_template = "programs/consequences_confirm_shares.html"

    def consortium(self) -> Consortium:
        """Return the consortium for which this person agrees: the first that has not yet."""
        waiting = self.case.shares.filter(confirmed_at__isnull=True).select_related("consortium")
        own = [s for s in waiting if permissions.may_lead(self.request.user, s.consortium, at=self.at)]
        return own[0].consortium

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"consortium": self.consortium()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shares = self.case.shares.select_related("consortium")
        return super().get_context_data(shares=shares, own=self.consortium(), **kwargs)


class SharesDropView(OperationView):
    model = AttributionAgreement
    operation = operations.drop_shares
    predicate = permissions.may_drop_shares
    form_class = ReasonForm
    case_argument = "agreement"
    moves_to = SharesStatus.DROPPED
    title = _("Drop the proposal")
    submit_label = _("Drop it")
    success_message = _("The proposal is dropped. Other shares can be proposed.")
    danger = True
