"""Is the house in order: database, broker, worker."""

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _broker() -> str:
    with current_app.connection_for_read() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return "ok"


def _worker() -> str:
    """Ask the workers; that one answered is believed for 5 seconds."""
    if cache.get("healthz:worker") == "ok":
        return "ok"
    if not current_app.control.inspect(timeout=1.0).ping():
        return "no worker answers"
    cache.set("healthz:worker", "ok", 5)
    return "ok"


def _ask(question: object) -> str:
    try:
        return question()  # type: ignore[operator]
    except Exception as error:
        return f"failed: {type(error).__name__}"


@never_cache
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all three are well, else 503 with the truth."""
    answers = {"database": _ask(_database), "broker": _ask(_broker)}
    is_reachable = answers["broker"] == "ok"
    answers["worker"] = _ask(_worker) if is_reachable else "unknown: the broker does not answer"
    return JsonResponse(answers, status=200 if set(answers.values()) == {"ok"} else 503)
