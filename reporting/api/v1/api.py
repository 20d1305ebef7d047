"""The API, version 1: its routers, its errors, its OpenAPI document."""

from typing import Any

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from reporting.api.v1 import own, problems, public

DESCRIPTION = (
    "Reads what the programme publishes, and with a token what a firm's own people read of its cases. "
    "Money in whole won (_won), reductions in whole kilograms of CO2e (_kg), days as in Seoul."
)


class ReadAPI(NinjaAPI):
    """Says of errors what they are: problem details."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """Return the OpenAPI document, with the media type of errors and what each of them means."""
        document = super().get_openapi_schema(**kwargs)
        for path in document["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        _document(answer, int(status))
        return document


def _document(answer: dict[str, Any], status: int) -> None:
    answer["description"] = problems.MEANINGS[status]
    answer["content"] = {problems.MEDIA_TYPE: next(iter(answer["content"].values()))}
    if status == 429:
        answer["headers"] = {
            "Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1}}
        }


api = ReadAPI(
    title="Industrial Supply Chain Carbon Partnership", version="1", description=DESCRIPTION,
    urls_namespace="api:v1", docs_url=None,
)  # fmt: skip
api.add_router("", public.router)
api.add_router("/own", own.router)
api.add_exception_handler(HttpError, problems.on_error)
api.add_exception_handler(Http404, problems.on_missing)
api.add_exception_handler(ValidationError, problems.on_invalid)
