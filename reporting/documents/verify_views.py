"""The public page that says whether a document is genuine and still holds. No sign-in, nothing is kept."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import FormView

from core.users.throttle import Throttle
from core.workflow import clock
from reporting.documents import archives, codes, verifying
from reporting.documents.verify_forms import VerifyForm

#: a person needs a handful; at this pace no code of 64 bits is guessed, and the facts are not read too often
THROTTLE = Throttle("verify", most=60, seconds=600)


class VerifyView(FormView):
    """Take a code or a file, and say what is known of it."""

    template_name = "documents/verify.html"
    form_class = VerifyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse, in words, whoever asks without end; the empty form costs nothing and is always shown."""
        asks = request.method == "POST" or "code" in kwargs
        if asks and not THROTTLE.allows(request):
            minutes = THROTTLE.seconds // 60
            form = self.get_form()
            return self._answer(HTTPStatus.TOO_MANY_REQUESTS, form=form, is_refused=True, minutes=minutes)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, code: str = "", **kwargs: Any) -> HttpResponse:
        """Show the empty form, or what is known of the code in the address."""
        if not code:
            return super().get(request, *args, **kwargs)
        digits = codes.meant(code)
        verdict = verifying.by_code(digits) if digits else None
        form = VerifyForm(initial={"code": code})
        status = HTTPStatus.OK if verdict else HTTPStatus.NOT_FOUND
        return self._answer(status, form=form, verdict=verdict, asked_code=code)

    def form_valid(self, form: VerifyForm) -> HttpResponse:
        """Compare the file if there is one, else lead to the page of the code."""
        file, code = form.cleaned_data["file"], form.cleaned_data["code"]
        if not file:
            return HttpResponseRedirect(reverse("verify:code", args=[codes.shown(code)]))
        seen = verifying.inspect(file)
        verdict = verifying.by_file(seen.sha256)
        archive = None if verdict else archives.known(seen.sha256)
        is_known = verdict or archive
        named = verifying.by_code(seen.code or code) if not is_known and (seen.code or code) else None
        known = {
            "verdict": verdict, "archive": archive, "named": named, "sha256": seen.sha256,
            "other_code": codes.shown(code) if code and verdict and not verdict.has_code(code) else "",
        }  # fmt: skip
        return self._answer(HTTPStatus.OK, form=form, **known)

    def form_invalid(self, form: VerifyForm) -> HttpResponse:
        """Show what was typed again, saying what is to be mended."""
        return self._answer(HTTPStatus.UNPROCESSABLE_ENTITY, form=form)

    def _answer(self, status: HTTPStatus, **context: Any) -> HttpResponse:
        context |= {"at": clock.now()}
        return self.render_to_response(self.get_context_data(**context), status=status)
