"""Registering a firm, keeping its record, proving its size, adding clerks."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.evidence.queries import serve
from core.workflow import clock
from core.workflow.views import OperationView
from firms import forms, operations, permissions, rules
from firms.models import Exposure, Firm, SizeCertificate

STEPS = (("firm", _("Your firm")), ("certificate", _("Proof of its size")), ("done", _("Ready to take part")))


class WarnsOfCorporateNumber(OperationView):
    """A page that takes a corporate number and warns, after saving, of one whose check digit does not fit."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        number = form.cleaned_data["corporate_number"]
        if response.status_code == 302 and rules.corporate_number_is_doubtful(number):
            messages.warning(
                self.request,
                gettext(
                    "Saved, but the last digit of the corporate number does not fit. Compare it with the "
                    "register; numbers issued since 31 January 2025 can be right all the same."
                ),
            )
        return response


class FirmRegisterView(WarnsOfCorporateNumber):
    """The first step of whoever just signed up."""

    operation = operations.register_firm
    predicate = permissions.may_register_firm
    form_class = forms.RegisterFirmForm
    case_argument = ""
    template_name = "firms/register.html"
    title = _("Register your firm")
    submit_label = _("Register the firm")
    success_message = _("Your firm is registered and you represent it. Now prove its size class.")

    def get_case(self) -> None:
        """There is no case yet."""

    def get_initial(self) -> dict[str, Any]:
        return {"representative_name": str(self.request.user)}

    def get_success_url(self) -> str:
        return reverse("firms:certificate_add", args=[self.result.public_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(steps=STEPS, **kwargs)


class FirmEditView(WarnsOfCorporateNumber):
    model = Firm
    operation = operations.edit_firm
    predicate = permissions.may_edit_firm
    form_class = forms.EditFirmForm
    case_argument = "firm"
    title = _("Change the firm's record")
    success_message = _("The firm's record was changed.")

    def get_initial(self) -> dict[str, Any]:
        names = ("name", "corporate_number", "representative_name", "sector", "region", "address")
        facts = {name: getattr(self.case, name) for name in (*names, "is_in_trading_scheme")}
        return super().get_initial() | facts


class CertificateAddView(OperationView):
    model = Firm
    operation = operations.add_certificate
    predicate = permissions.may_edit_firm
    form_class = forms.CertificateForm
    case_argument = "firm"
    template_name = "firms/certificate.html"
    title = _("Add a certificate of size")
    submit_label = _("Hand in the certificate")
    success_message = _("The certificate is recorded. The firm can now take part in calls.")
    consequences_template = "firms/consequences_certificate.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = None if self.case.certificates.exists() else STEPS
        return super().get_context_data(steps=steps, **kwargs)


class ClerkAddView(OperationView):
    model = Firm
    operation = operations.add_clerk
    predicate = permissions.may_manage_members
    form_class = forms.ClerkForm
    case_argument = "firm"
    title = _("Add a clerk")
    submit_label = _("Add the clerk")
    success_message = _(
        "The clerk was added and told by e-mail. Whoever has no account yet chooses a password over "
        "“Forgot your password?” on the sign-in page."
    )
    consequences_template = "firms/consequences_clerk.html"


class ExposureAddView(OperationView):
    model = Firm
    operation = operations.record_exposure
    predicate = permissions.may_edit_firm
    form_class = forms.ExposureForm
    case_argument = "firm"
    title = _("Add an export rule")
    submit_label = _("Add the export rule")
    success_message = _("Recorded. On the page of a measure, say which of these rules it serves.")
    consequences_template = "firms/consequences_exposure.html"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"since": clock.day(clock.now())}


class ExposureEndView(OperationView):
    model = Exposure
    operation = operations.end_exposure
    predicate = permissions.may_edit_exposure
    form_class = forms.EndExposureForm
    case_argument = "exposure"
    title = _("End an export rule")
    submit_label = _("Save the last day")
    success_message = _("Saved. What was counted until that day stays.")
    consequences_template = "firms/consequences_exposure_end.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.case.ended_on:
            messages.info(request, gettext("This export rule has ended already."))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"ended_on": clock.day(clock.now())}


@login_required
def certificate_file(request: HttpRequest, public_id: str) -> FileResponse:
    """Answer with the file of a certificate; `public_id` is the attachment's."""
    visible = SizeCertificate.objects.visible_to(request.user)
    files = Attachment.objects.filter(pk__in=visible.values("attachment")).select_related("blob")
    return serve(get_object_or_404(files, public_id=public_id))
