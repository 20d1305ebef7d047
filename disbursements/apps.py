"""Grants, payments and money passed on."""

from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def sees_cases(user: Any) -> bool:
    """Say whether the person has grants or payment requests to look at."""
    from core.workflow import clock
    from programs.permissions import VIEW_CASES, VIEW_OWN_CASES

    if not user.is_authenticated:
        return False
    today = clock.day(clock.now())
    return bool(user.scopes(VIEW_CASES, today) or user.scopes(VIEW_OWN_CASES, today))


def works_for_office(user: Any) -> bool:
    """Say whether the person reads the cases of an office: its officials, and who audits them."""
    from core.workflow import clock
    from programs.permissions import VIEW_CASES

    return user.is_authenticated and bool(user.scopes(VIEW_CASES, clock.day(clock.now())))


#: what the menu leads to: order, label, page, for whom, under which heading
MENU = (
    (40, _("Grants"), "grants", sees_cases, ""),
    (41, _("Payment requests"), "payments", sees_cases, _("Payments")),
    (42, _("Batches"), "batches", works_for_office, _("Payments")),
    (43, _("Bank statements"), "statements", works_for_office, _("Payments")),
    (44, _("Assets"), "assets", sees_cases, _("Assets and inspections")),
    (45, _("Inspections"), "inspections", sees_cases, _("Assets and inspections")),
    (46, _("Money passed on"), "passed_on", sees_cases, _("Passing on")),
    (47, _("Still to pass on"), "open_duties", sees_cases, _("Passing on")),
    (48, _("Passed on in time"), "punctuality", sees_cases, _("Passing on")),
    (49, _("Anchors' pledges"), "pledges", sees_cases, _("Passing on")),
    (50, _("Settlements"), "settlements", sees_cases, _("Settlement and after")),
    (51, _("Debts"), "debts", sees_cases, _("Settlement and after")),
    (53, _("Audits of firms"), "audits", sees_cases, _("Settlement and after")),
    (52, _("To be disclosed"), "disclosures", works_for_office, _("Settlement and after")),
    (95, _("Stand-ins"), "delegations", works_for_office, _("Office")),
    (96, _("Limits"), "limits", works_for_office, _("Office")),
)


def report_of(statement: str) -> str:
    """Return where the report of a statement is."""
    return reverse("disbursements:statement", args=[statement])


class DisbursementsConfig(AppConfig):
    """The room of the money on its way."""

    name = "disbursements"

    def ready(self) -> None:
        """Declare what may wait in an inbox, and what the menu leads to."""
        from core.jobs import registry as jobs
        from core.ui import navigation
        from disbursements import announcements, conditions, holding, promises, search, talk, tasks  # noqa: F401
        from disbursements import ties as own_ties
        from disbursements.announcements import assets as announcements_assets
        from disbursements.announcements import audits as announcements_audits
        from disbursements.announcements import bank as announcements_bank
        from disbursements.announcements import changes as announcements_changes
        from disbursements.announcements import debts as announcements_debts
        from disbursements.announcements import discrepancies as announcements_discrepancies
        from disbursements.announcements import inspections as announcements_inspections
        from disbursements.announcements import pledges as announcements_pledges
        from disbursements.announcements import settlements as announcements_settlements
        from disbursements.announcements import year_close as announcements_year_close
        from disbursements.queries.assets import disposed_on
        from disbursements.views import kept
        from measurement import ends, panels
        from programs import registry, ties

        jobs.leads_to("reconcile_statement", lambda result: report_of(result["statement"]))
        registry.declare_payment_conditions(conditions.offers)
        search.declare()
        panels.declare(
            "assets", panels.Panel("disbursements/_measure_asset.html", kept.on_measure, kept.no_step)
        )
        announcements.declare_kinds()
        announcements_changes.declare_kinds()
        announcements_bank.declare_kinds()
        announcements_assets.declare_kinds()
        announcements_inspections.declare_kinds()
        announcements_debts.declare_kinds()
        announcements_settlements.declare_kinds()
        announcements_audits.declare_kinds()
        announcements_pledges.declare_kinds()
        announcements_year_close.declare_kinds()
        announcements_discrepancies.declare_kinds()
        promises.declare_promises()
        talk.declare()
        ties.declare("disbursements", own_ties.ties_of)
        holding.declare_following()
        ends.declare(disposed_on)
        for order, label, page, visible, group in MENU:
            navigation.register(
                label=label, url_name=f"disbursements:{page}", visible=visible, order=order, group=group
            )
