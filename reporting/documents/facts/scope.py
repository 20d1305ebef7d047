"""Which cases a dossier is about: all of a consortium, or some of its grants with what belongs to them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL

from applications.models import Application, Kind, Quote
from disbursements.models import Grant, PassThrough, PaymentRequest
from measurement.models import Measure, Reading
from programs.models import Consortium
from reporting.statements.models import Statement, StatementShare

#: an application and everything linked under it, at any depth
_BELOW = (
    "WITH RECURSIVE below AS (SELECT id FROM applications_application WHERE id = %s"
    " UNION SELECT a.id FROM applications_application a JOIN below b ON a.parent_id = b.id)"
    " SELECT id FROM below"
)


@dataclass(frozen=True)
class Chain:
    """The rows of some cases, read once; the modules beside this one state them."""

    consortium: Consortium
    #: plans of the consortium, which its awards rest on; they are among the cases only if it is whole
    plans: list[Application]
    applications: list[Application]
    grants: list[Grant]
    payments: list[PaymentRequest]
    passed_on: list[PassThrough]
    measures: list[Measure]
    statements: list[Statement]
    #: whether it is all of the consortium
    is_whole: bool = True

    @property
    def grant_ids(self) -> list[int]:
        """The ids of its grants."""
        return [grant.pk for grant in self.grants]

    @property
    def firm_ids(self) -> set[int]:
        """The ids of the firms that applied, and of those that hold or held its grants."""
        return {case.firm_id for case in self.applications} | self.holder_ids

    @property
    def holder_ids(self) -> set[int]:
        """The ids of the firms that hold its grants, and of those that handed one over."""
        held = {holder.firm_id for case in self.applications for holder in case.holders.all()}
        return held | {grant.firm_id for grant in self.grants}

    @property
    def case_ids(self) -> list[int]:
        """The ids of its applications."""
        return [case.pk for case in self.applications]

    @property
    def lot_ids(self) -> list[int]:
        """The ids of its lots: a restatement keeps the lot of the statement that it takes the place of."""
        return sorted({statement.owner.id for statement in self.statements})

    @property
    def of_shares(self) -> dict[str, int]:
        """Whose shares of its lots are stated: a whole consortium's own; of grants all that they reduced."""
        return {"consortium": self.consortium.pk} if self.is_whole else {}


def linked_under(grant: Grant) -> list[int]:
    """Return the ids of a grant's application and of all applications linked under it, at any depth."""
    below = RawSQL(_BELOW, [grant.application_id])  # noqa: S611 – a constant; the id is a parameter
    return list(Application.objects.filter(pk__in=below).order_by("pk").values_list("pk", flat=True))


def chain_of(consortium: Consortium, cases: Collection[int] | None = None) -> Chain:
    """
    Return the consortium's cases that were handed in, with what belongs to them.

    `cases`, ids of applications, narrows it to these and their grants: nothing of another case is in it.
    """
    wanted = Q(consortium=consortium)
    if cases is not None:
        wanted = Q(pk__in=cases) | Q(consortium=consortium, kind=Kind.PLAN)
    found = list(_applications(wanted))
    applications = [case for case in found if cases is None or case.kind == Kind.GRANT]
    grants = list(_grants([case.pk for case in applications]))
    held = {grant.pk: grant for grant in grants}
    measures = list(_measures(_measured(consortium, cases)))
    return Chain(
        consortium=consortium,
        plans=[case for case in found if case.kind == Kind.PLAN],
        applications=applications,
        grants=grants,
        payments=_payments(held),
        passed_on=_passed_on(held),
        measures=measures,
        statements=list(_statements(_reduced(consortium, cases))),
        is_whole=cases is None,
    )


def with_steps(rows: QuerySet[Any], path: str = "changes") -> QuerySet[Any]:
    """Load the steps of each case with who made them, in one query."""
    model = rows.model
    for part in path.split("__"):
        model = model._meta.get_field(part).related_model
    return rows.prefetch_related(Prefetch(path, queryset=model._default_manager.select_related("by")))


def _applications(wanted: Q) -> QuerySet[Application]:
    rows = (
        Application.objects.filter(wanted)
        .exclude(submitted_at__isnull=True)
        .select_related("firm", "parent", "frozen_certificate", "submitted_by", "decided_by", "assessed_by")
        .prefetch_related(
            Prefetch("cost_items__quotes", Quote.objects.with_files()),
            "cost_items__technology",
            "handed_in",
            "arithmetic__rule",
            "holders",
            "assessments__by",
        )
    )
    return with_steps(rows).order_by("pk")


def _grants(cases: list[int]) -> QuerySet[Grant]:
    rows = (
        Grant.objects.filter(application__in=cases)
        .select_related("firm", "application", "parent__application", "parent__firm", "accepted_by")
        .prefetch_related("gift_uses__invoice__blob", "gift_uses__recorded_by", "application__holders__firm")
    )
    return with_steps(rows).order_by("pk")


def _payments(held: dict[int, Grant]) -> list[PaymentRequest]:
    """Return what was asked for of these grants, each with its grant as it was read already."""
    rows = (
        PaymentRequest.objects.filter(grant__in=list(held))
        .exclude(submitted_at__isnull=True)
        .select_related("submitted_by", "checked_by", "released_by", "confirmed_by")
        .prefetch_related(
            "lines__invoice__blob",
            "lines__evidence__attachment__blob",
            "lines__cost_item",
            "lines__corrects",
        )
    )
    payments = list(with_steps(rows).order_by("grant_id", "number"))
    for payment in payments:
        payment.grant = held[payment.grant_id]
    return payments


def _passed_on(held: dict[int, Grant]) -> list[PassThrough]:
    """Return what these grants' firms gave to firms below, and what they were given."""
    rows = PassThrough.objects.filter(Q(payer__in=list(held)) | Q(receiver__in=list(held)))
    stepped = with_steps(rows.select_related("recorded_by", "evidence__blob"))
    passed_on = list(stepped.order_by("pk"))
    others = {pk for passed in passed_on for pk in (passed.payer_id, passed.receiver_id)} - held.keys()
    known = held | _others(others)
    for passed in passed_on:
        passed.payer, passed.receiver = known[passed.payer_id], known[passed.receiver_id]
    return passed_on


def _others(grants: set[int]) -> dict[int, Grant]:
    """Return grants of neighbours, for the names of those who gave and were given."""
    rows = Grant.objects.filter(pk__in=grants).select_related("firm", "application")
    return (
        {grant.pk: grant for grant in rows.prefetch_related("application__holders__firm")} if grants else {}
    )


def _measured(consortium: Consortium, cases: Collection[int] | None) -> Q:
    """Return which measures are theirs: described for the consortium or shared with it, bought by cases."""
    if cases is not None:
        return Q(cost_item__application__in=cases)
    shared = StatementShare.objects.filter(consortium=consortium).order_by().values("statement__measure")
    return Q(consortium=consortium) | Q(pk__in=shared)


def _reduced(consortium: Consortium, cases: Collection[int] | None) -> Q:
    """Return which statements are theirs: of their own measures, or of shares that name the consortium."""
    if cases is not None:
        return Q(measure__cost_item__application__in=cases)
    shared = StatementShare.objects.filter(consortium=consortium).order_by().values("statement")
    return Q(measure__consortium=consortium) | Q(pk__in=shared)


def _measures(about: Q) -> QuerySet[Measure]:
    readings = Reading.objects.select_related("recorded_by", "superseded_by")
    return (
        Measure.objects.filter(about)
        .exclude(cost_item__isnull=False, cost_item__application__submitted_at__isnull=True)
        .select_related("firm", "technology")
        .prefetch_related(Prefetch("meters__readings", queryset=readings))
        .order_by("pk")
    )


def _statements(about: Q) -> QuerySet[Statement]:
    rows = (
        Statement.objects.filter(about, submitted_at__isnull=False)
        .select_related(
            "firm", "measure__firm", "measure__technology", "calculated_by", "verifier", "verified_by"
        )
        .prefetch_related("rows__factor", "shares__consortium")
    )
    return with_steps(rows).order_by("pk")
