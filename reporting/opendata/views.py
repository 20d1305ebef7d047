"""The public file, and the page that says what it is. No sign-in."""

import tempfile
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core.users.throttle import Throttle
from core.workflow import clock
from reporting.opendata import publication
from reporting.opendata.package import NothingToPublish, write
from reporting.register import public

#: the whole file is written anew for whoever asks
THROTTLE = Throttle("open-data", most=30, seconds=600)
FILENAME = "360giving.json"
JSON = "application/json; charset=utf-8"


class AboutView(TemplateView):
    """What the file holds, of when it is, how to read it and how to check it."""

    template_name = "opendata/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count the records that the file would have now."""
        return super().get_context_data(
            at=clock.now(), records=public.grants().count(), publication=publication.current(),
            version=publication.VERSION, minutes=THROTTLE.seconds // 60, most=THROTTLE.most, **kwargs,
        )  # fmt: skip


class GrantsView(View):
    """
    The file of all disclosed grants.

    It is written to the disk first and sent from there: the books are held for the writing alone, however
    slowly it is fetched, its length is known, and what fails fails before the first byte. Its tag is its
    SHA-256, so whoever has it already gets 304.
    """

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Write the file and send it; say why, where there is none."""
        if not THROTTLE.allows(request):
            return _too_often()
        file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - the response closes it
        try:
            written = write(file)
        except NothingToPublish:
            file.close()
            return _plain(_("No grant has been disclosed yet, so there is no file."), HTTPStatus.NOT_FOUND)
        tag = f'"{written.sha256}"'
        if (unchanged := get_conditional_response(request, etag=tag)) is not None:
            file.close()
            unchanged["ETag"] = tag
            return unchanged
        file.seek(0)
        answer = FileResponse(file, as_attachment=True, filename=FILENAME, content_type=JSON)
        answer["ETag"] = tag
        answer["Access-Control-Allow-Origin"] = "*"
        return answer


def _too_often() -> HttpResponse:
    words = _("The file was asked for too often from your network. Ask again in %(minutes)d minutes.")
    refused = _plain(words % {"minutes": THROTTLE.seconds // 60}, HTTPStatus.TOO_MANY_REQUESTS)
    refused["Retry-After"] = str(THROTTLE.seconds)
    return refused


def _plain(words: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
