"""Pages of claims: the list, one claim, a new one, and its steps."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from programs.models import Consortium
from reporting.claims import operations, pages, permissions
from reporting.claims.columns import COLUMNS
from reporting.claims.filters import ClaimFilter
from reporting.claims.forms import ANSWERS, CancelForm, ClaimForm, KcuForm, KocForm
from reporting.claims.kinds import Purpose
from reporting.claims.models import Claim
from reporting.claims.operations.claiming import Answers
from reporting.claims.queries import claimable_by, claims_made, years_of
from reporting.claims.scope3.rows import anchors
from reporting.claims.workflow import Status

#: an office of many consortia finds further reports on their pages
MOST_REPORTS = 12


class ClaimListView(ListPage):
    """The claims this person may see, filtered by what is in the address."""

    template_name = "claims/list.html"
    title = _("Claims to verified tonnes")
    columns = COLUMNS
    filter_class = ClaimFilter
    empty = Empty(
        _("No claims yet"),
        _("A verified tonne has one owner of its claim at a time: the anchor claims its consortium's share."),
    )

    def get_rows(self) -> QuerySet[Claim]:
        return Claim.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = claimable_by(permissions.claiming_for(self.request.user, at=self.at))
        reports = anchors(self.request.user, self.at).order_by("name", "pk")[:MOST_REPORTS]
        return super().get_context_data(claimable=offered, reports=reports, **kwargs)


class ClaimView(LoginRequiredMixin, DetailView):
    """One claim: its head, where its tonnes come from, what is missing, its history."""

    template_name = "claims/detail.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "claim"

    def get_queryset(self) -> QuerySet[Claim]:
        return Claim.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            sources=pages.sources(self.object, user),
            history=pages.history(self.object),
            actions=pages.actions(self.object, user, at=clock.now()),
            external=self.object.external if self.object.is_offset else None,
            **kwargs,
        )


class ClaimNewView(OperationView):
    """Claim kilograms out of a consortium's share."""

    model = Consortium
    operation = operations.claim
    predicate = permissions.may_claim
    case_argument = "consortium"
    form_class = ClaimForm
    title = _("Claim verified tonnes")
    submit_label = _("Claim")
    success_message = _("Claimed. Nobody else can claim these tonnes until they are released.")
    consequences_template = "claims/claim_consequences.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        years = [one.year for one in years_of(self.case)]
        return {**super().get_form_kwargs(), "years": years or [self.at.year]}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the category that the support model names, and with the year the address asks for."""
        asked = self.request.GET.get("year", "")
        year = {"year": int(asked)} if asked.isdecimal() and len(asked) == 4 else {}
        known = {"category": self.case.support_model.scope3_category, "seen": claims_made(self.case)}
        return {**super().get_initial(), **known, **year}

    def take_up(self, form: Any) -> None:
        """Let the person claim again, now that what was claimed in between is on the page."""
        form.data = self.request.POST.copy()
        form.data["seen"] = str(claims_made(self.case))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(years=years_of(self.case), **kwargs)

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        given = dict(form.cleaned_data)
        answers = Answers(**{name: given.pop(name) for name in ANSWERS})
        is_external = given["purpose"] == Purpose.EXTERNAL_PROJECT
        return {**given, "answers": answers if is_external else None}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class ClaimStepView(OperationView):
    """One step of a claim."""

    model = Claim
    case_argument = "claim"
    predicate = permissions.may_act_on_claim
    form_class: type[OperationForm] = ReasonForm
    consequences_template = "claims/step_consequences.html"
    #: what follows, in words
    consequence: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(consequence=self.consequence, **kwargs)


class RetireView(ClaimStepView):
    operation = operations.retire
    moves_to = Status.RETIRED
    moves_from = (Status.HELD,)
    title = _("Retire the claim")
    submit_label = _("Retire")
    success_message = _("Retired. The tonnes are used for good.")
    consequence = _("The tonnes are used for good: a retired claim is never released.")
    danger = True


class ReleaseView(ClaimStepView):
    operation = operations.release
    moves_to = Status.RELEASED
    moves_from = (Status.HELD,)
    title = _("Release the claim")
    submit_label = _("Release")
    success_message = _("Released. The tonnes are back in the share.")
    consequence = _("All its tonnes go back to the share; somebody else may claim them.")


class ReplaceView(ClaimStepView):
    operation = operations.replace_missing
    moves_to = Status.HELD
    moves_from = (Status.FROZEN,)
    title = _("Replace what is missing")
    submit_label = _("Replace")
    success_message = _("Replaced out of the share.")
    consequence = _("As much as is missing leaves the consortium's share of the same year.")


class ReleaseMissingView(ClaimStepView):
    operation = operations.release_missing
    moves_to = Status.HELD
    moves_from = (Status.FROZEN,)
    title = _("Release what is missing")
    submit_label = _("Release")
    success_message = _("Given up. The claim holds what is left.")
    consequence = _("The claim gets smaller by what is missing; an external project keeps whole tonnes.")


class ExternalStepView(ClaimStepView):
    """One step of an external project that is held."""

    predicate = permissions.may_register_koc
    moves_from = (Status.HELD,)


class KocView(ExternalStepView):
    operation = operations.register_koc
    form_class = KocForm
    title = _("Write down the KOC registration")
    submit_label = _("Write down")
    success_message = _("Written down. The tonnes can be found under this number.")
    consequence = _("The number stands with the claim for good; another claim can't have it.")


class KcuView(ExternalStepView):
    operation = operations.convert_kcu
    form_class = KcuForm
    title = _("Write down the conversion into KCU")
    submit_label = _("Write down")
    success_message = _("Written down. What was converted is not released any more.")
    consequence = _("Only a firm in the trading scheme converts, and what was converted stays.")


class CancelView(ExternalStepView):
    operation = operations.cancel
    moves_to = Status.CANCELLED
    form_class = CancelForm
    title = _("Cancel the external project")
    submit_label = _("Cancel the project")
    success_message = _("Cancelled. The tonnes are back in the share.")
    consequence = _("All its tonnes go back to the share; the cause stands with the claim.")
    danger = True
