"""Pages for people: what the API offers, a firm's tokens and webhooks, the log of a webhook."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import DetailView, TemplateView

from core.ui.lists import Empty, HoldsListing, Listing
from core.workflow import clock
from core.workflow.forms import OperationForm
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from firms.models import Firm
from reporting.api import forms, guide, operations, permissions
from reporting.api.columns import COLUMNS, UNANSWERED_COLUMNS
from reporting.api.models import Delivery, Hook, Token
from reporting.api.reach import reachable
from reporting.api.v1.problems import problem


class GuideView(TemplateView):
    """What a program can read, drawn from the OpenAPI document: no script and nothing from elsewhere."""

    template_name = "api/guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = guide.addresses()
        return super().get_context_data(
            public=[one for one in every if not one.needs_token],
            own=[one for one in every if one.needs_token],
            document=reverse("api:v1:openapi-json"),
            **kwargs,
        )


@csrf_exempt
def unknown(request: HttpRequest) -> JsonResponse:
    """Answer a program that asks for an address that the API does not have."""
    return problem(404)


class FirmView(LoginRequiredMixin, DetailView):
    """A firm's tokens and webhooks, for its representative."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "firm"
    template_name = "api/firm.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse, however they ask, those of its people who do not represent the firm."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.firm = get_object_or_404(Firm.objects.visible_to(request.user), public_id=kwargs["public_id"])
        verdict = permissions.may_connect(request.user, self.firm, at=clock.now())
        if not verdict:
            raise PermissionDenied(verdict.reason)
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset: QuerySet[Firm] | None = None) -> Firm:
        """Return the firm, or 404 if the person does not see it."""
        return self.firm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = clock.now()
        tokens = self.object.tokens.with_makers().select_related("revoked_by").order_by("-pk")
        hooks = self.object.hooks.with_makers().order_by("-pk")
        return super().get_context_data(
            tokens=[(token, _state(token, at)) for token in tokens],
            hooks=[(hook, _hook_state(hook, at)) for hook in hooks],
            **kwargs,
        )


def _state(token: Token, at: Any) -> tuple[Any, str]:
    """Return in words and tone whether a token works."""
    if token.revoked_at:
        return _("Revoked"), "neutral"
    if token.expires_on < clock.day(at):
        return _("Past its last day"), "neutral"
    answered = permissions.is_answered_for(token, at=at)
    return (_("Works"), "success") if answered else (answered.reason, "warning")


def _hook_state(hook: Hook, at: Any) -> tuple[Any, str]:
    """Return in words and tone whether anything is sent to a webhook."""
    if hook.stopped_at:
        return _("Stopped"), "neutral"
    answered = permissions.is_answered_for(hook, at=at)
    return (_("Active"), "success") if answered else (answered.reason, "warning")


class ShownOnce(OperationView):
    """Makes something with a secret, and shows it on the answer alone: it stands nowhere else."""

    model = Firm
    predicate = permissions.may_connect
    case_argument = "firm"
    shown_template: str

    def form_valid(self, form: Any) -> HttpResponse:
        """Answer with the secret; nothing keeps the page."""
        try:
            made, secret = type(self).operation(
                firm=self.case, by=self.request.user, at=self.at, **self.operation_arguments(form)
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        context = {"firm": self.case, "made": made, "secret": secret, "title": self.title}
        answer = self.response_class(self.request, [self.shown_template], context, using=self.template_engine)
        add_never_cache_headers(answer)
        return answer


class TokenMakeView(ShownOnce):
    operation = operations.make_token
    form_class = forms.TokenForm
    title = _("Make a token")
    submit_label = _("Make the token")
    consequences_template = "api/consequences_token.html"
    shown_template = "api/token_made.html"


class HookRegisterView(ShownOnce):
    operation = operations.register_hook
    form_class = forms.HookForm
    title = _("Register a webhook")
    submit_label = _("Register the webhook")
    consequences_template = "api/consequences_hook.html"
    shown_template = "api/hook_registered.html"

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        """Look at the address before the operation begins: a name may take its time."""
        return {"address": reachable(form.cleaned_data["address"])}


class TokenRevokeView(OperationView):
    model = Token
    operation = operations.revoke_token
    predicate = permissions.may_revoke
    form_class = OperationForm
    case_argument = "token"
    title = _("Revoke the token")
    submit_label = _("Revoke the token")
    success_message = _("The token works no more.")
    consequences_template = "api/consequences_revoke.html"
    danger = True


class HookStopView(OperationView):
    model = Hook
    operation = operations.stop_hook
    predicate = permissions.may_stop
    form_class = OperationForm
    case_argument = "hook"
    title = _("Stop the webhook")
    submit_label = _("Stop the webhook")
    success_message = _("Nothing more is sent there. The log stays.")
    consequences_template = "api/consequences_stop.html"
    danger = True


class SendAgainView(OperationView):
    model = Delivery
    operation = operations.send_again
    predicate = permissions.may_send_again
    form_class = OperationForm
    case_argument = "delivery"
    title = _("Send the message again")
    submit_label = _("Send again")
    success_message = _("The message is on its way. What comes back stands in the log.")
    consequences_template = "api/consequences_again.html"


class HookView(LoginRequiredMixin, HoldsListing, DetailView):
    """One webhook and its log: every message, what came back, when it is tried next."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "hook"
    template_name = "api/hook.html"

    def get_queryset(self) -> QuerySet[Hook]:
        return Hook.objects.visible_to(self.request.user).select_related("firm", "made_by", "stopped_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        works = permissions.is_answered_for(self.object, at=clock.now())
        log = Delivery.objects.filter(hook=self.object).select_related("hook")
        listing = Listing(
            title=_("Messages"), columns=COLUMNS if works else UNANSWERED_COLUMNS, rows=log,
            params=self.request.GET, path=self.request.path,
        )  # fmt: skip
        empty = Empty(
            _("Nothing was sent yet"), _("A message goes out with the next step of one of your cases.")
        )
        return super().get_context_data(listing=listing, empty=empty, works=works, **kwargs)
