"""Every address of the product. Each room names its own; this file only places them."""

from django.urls import include, path
from django.views.i18n import set_language

from core.jobs.health import healthz

handler404 = "core.ui.missing.not_found"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("language/", set_language, name="set_language"),
    path("accounts/", include("allauth.account.urls")),
    path("jobs/", include("core.jobs.urls")),
    path("talk/", include("core.inbox.urls")),
    path("inbox/", include("core.inbox.urls_choices")),
    path("firms/", include("firms.urls")),
    path("", include("programs.urls")),
    path("applications/", include("applications.urls")),
    path("", include("disbursements.urls")),
    path("measures/", include("measurement.urls")),
    path("methods/", include("measurement.urls_methods")),
    path("factors/", include("measurement.factoring.urls")),
    path("statements/", include("reporting.statements.urls")),
    path("claims/", include("reporting.claims.urls")),
    path("tallies/", include("reporting.tallies.urls")),
    path("documents/", include("reporting.documents.urls")),
    path("verify/", include("reporting.documents.urls_verify")),
    path("open-data/", include("reporting.opendata.urls")),
    path("exports/", include("reporting.exports.urls")),
    path("register/", include("reporting.register.urls")),
    path("api/", include("reporting.api.urls")),
    path("signals/", include("reporting.signals.urls")),
    path("audit/", include("reporting.auditing.urls")),
    path("", include("reporting.dashboards.urls")),
]
