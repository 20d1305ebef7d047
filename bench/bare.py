"""The measure of all pages: a bare view with five indexed queries and a table of fifty rows."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import include, path

from applications.models import Application
from core.ledger.models import Account, Transfer
from firms.models import Firm
from programs.models import Member

ROWS = 50
COLUMNS = ("key", "event", "amount", "effective_on", "at")

PAGE = Engine().from_string(
    "<!doctype html><title>{{ firm }}</title><p>{{ application }} {{ account }} {{ members }}</p><table>"
    "{% for row in rows %}<tr><td>{{ row.key }}<td>{{ row.event }}<td>{{ row.amount }}"
    "<td>{{ row.effective_on }}<td>{{ row.at }}</tr>{% endfor %}</table>"
)


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    """Read four rows by their keys and fifty by theirs, and print them."""
    application = Application.objects.get(pk=Application.objects.order_by("pk").values("pk")[:1])
    facts = {
        "application": application.title,
        "firm": Firm.objects.get(pk=application.firm_id).name,
        "members": Member.objects.filter(consortium=application.consortium_id).count(),
        "account": Account.objects.filter(owner_kind="application", owner_id=application.pk).count(),
        "rows": Transfer.objects.order_by("-pk").values("key", "event", "amount", "effective_on", "at")[
            :ROWS
        ],
    }
    return HttpResponse(PAGE.render(Context(facts)))


urlpatterns = [path("bare/", bare, name="bare"), path("", include("config.urls"))]
