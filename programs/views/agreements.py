"""The consortium's agreement: read, drawn up, signed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.workflow import clock
from core.workflow.forms import OperationForm
from programs import forms, operations, permissions
from programs.agreements import state_of
from programs.models import Agreement, Consortium, Member
from programs.operations.agreements import check_can_sign
from programs.queries import present_agreement
from programs.refusals.consortia import AgreementUnchanged, NoAgreement, NobodyToSign
from programs.views.obstacles import ObstacleView


class AgreementView(LoginRequiredMixin, DetailView):
    """Show the text, its hash, and who signed it."""

    template_name = "programs/agreement.html"
    context_object_name = "agreement"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> QuerySet[Agreement]:
        return Agreement.objects.visible_to(self.request.user).select_related(
            "consortium__program", "consortium__support_model", "consortium__call", "drawn_up_by"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, user, agreement = clock.now(), self.request.user, self.object
        is_present = agreement.superseded_at is None
        state = state_of(agreement.consortium) if is_present else None
        waiting = state.waiting if state and not state.is_outdated else []
        return super().get_context_data(
            is_present=is_present,
            state=state,
            waiting=waiting,
            signatures=agreement.signatures.select_related("member__firm", "by"),
            to_sign=[m for m in waiting if permissions.may_sign(user, m, at=at)],
            may_draw_up=bool(permissions.may_lead(user, agreement.consortium, at=at)),
            **kwargs,
        )


@login_required
def text(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer with the agreement as a text file, byte for byte what its hash was taken of."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), public_id=public_id)
    response = HttpResponse(agreement.text.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="agreement-{agreement.number}.txt"'
    return response


class AgreementDrawUpView(ObstacleView):
    model = Consortium
    operation = operations.draw_up_agreement
    predicate = permissions.may_lead
    form_class = OperationForm
    case_argument = "consortium"
    title = _("Draw up the agreement")
    submit_label = _("Draw it up and ask for signatures")
    success_message = _("The agreement is drawn up, and every member was asked for its signature.")
    consequences_template = "programs/consequences_draw_up.html"

    def check(self) -> None:
        state = state_of(self.case)
        if len(state.parties) < 2:
            raise NobodyToSign
        if state.agreement and not state.is_outdated:
            raise AgreementUnchanged(number=state.agreement.number)

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(state=state_of(self.case), **kwargs)


class AgreementSignView(ObstacleView):
    """The case is the member for which the person signs."""

    model = Member
    operation = operations.sign_agreement
    predicate = permissions.may_sign
    form_class = forms.SignatureForm
    case_argument = "member"
    title = _("Sign the agreement")
    submit_label = _("Sign")
    success_message = _("Signed. The anchor is told once everybody has.")
    consequences_template = "programs/consequences_sign.html"

    def agreement(self) -> Agreement:
        """
        Return the agreement that is to be signed.

        :raises NoAgreement: if none was drawn up.
        """
        agreement = present_agreement(self.case.consortium)
        if agreement is None:
            raise NoAgreement
        return agreement

    def check(self) -> None:
        check_can_sign(self.agreement(), self.case)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"name": str(self.request.user)}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"name": form.cleaned_data["name"], "agreement": self.agreement()}

    def get_success_url(self) -> str:
        return str(self.result.agreement.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(agreement=present_agreement(self.case.consortium), **kwargs)
