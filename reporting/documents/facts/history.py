"""The whole history: every step of every kind of case, oldest first. One table says which kinds there are."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from applications.models import Application, AwardCondition, Objection, Panel, Review
from core.workflow import clock
from core.workflow.models import Case
from disbursements.models import (
    Asset,
    AssetRequest,
    ChangeRequest,
    Debt,
    EntityAudit,
    Finding,
    Grant,
    InKind,
    Inspection,
    PassThrough,
    PaymentBatch,
    PaymentRequest,
    PledgeGift,
    Settlement,
)
from programs.models import AttributionAgreement, Member
from reporting.claims.models import Claim, PerformanceDecision
from reporting.documents.facts.back import audits_of
from reporting.documents.facts.cases import step_of
from reporting.documents.facts.claims import parts_of
from reporting.documents.facts.keeping import pledges_for
from reporting.documents.facts.parties import attributions_of, members_of
from reporting.documents.facts.scope import Chain, with_steps
from reporting.statements.models import Statement, VerificationFinding


class Told(NamedTuple):
    """A kind of case: its code, the cases of a chain with their steps, what one is called in no language."""

    code: str
    cases: Callable[[Chain], Iterable[Any]]
    name: Callable[[Any], str] = str


def of_grants(model: type[Case], *names: str, path: str = "grant") -> Callable[[Chain], Iterable[Any]]:
    """Return how the cases of a model are found that belong to the chain's grants."""
    return lambda chain: _read(model._default_manager.filter(**{f"{path}__in": chain.grant_ids}), names)


def of_cases(model: type[Case], *names: str, path: str = "application") -> Callable[[Chain], Iterable[Any]]:
    """Return how the cases of a model are found that belong to the chain's applications."""
    return lambda chain: _read(
        model._default_manager.filter(**{f"{path}__in": chain.case_ids}).distinct(), names
    )


def _read(rows: QuerySet[Any], names: Iterable[str]) -> QuerySet[Any]:
    """Return the rows with their steps and what names them: nothing asked for is not everything there is."""
    return with_steps(rows.select_related(*names) if names else rows)


def _batches(chain: Chain) -> Iterable[Any]:
    payments = [payment.pk for payment in chain.payments]
    return with_steps(PaymentBatch.objects.filter(entries__payment__in=payments).distinct())


def _in_kind(chain: Chain) -> Iterable[Any]:
    pledges = pledges_for(chain).order_by().values("pk")
    return with_steps(InKind.objects.filter(pledge__in=pledges).select_related("pledge__firm"))


def _found(chain: Chain) -> Iterable[Any]:
    titles = [statement.pk for statement in chain.statements]
    rows = VerificationFinding.objects.filter(statement__in=titles)
    return with_steps(rows.select_related("statement__measure", "statement__firm"))


def _claims(chain: Chain) -> Iterable[Any]:
    claimed = parts_of(chain).order_by().values("claim")
    return with_steps(Claim.objects.filter(pk__in=claimed).select_related("claimant"))


def _contracts(chain: Chain) -> Iterable[Any]:
    """Return what the consortium's performance contract came to; a grant alone has none."""
    theirs = Q(consortium=chain.consortium) if chain.is_whole else Q(pk__in=[])
    return with_steps(PerformanceDecision.objects.filter(theirs).select_related("consortium"))


def _of(case: Application | Grant) -> str:
    """Return whose it is and what it is called: two firms may have named theirs alike."""
    return f"{case.firm} · {case}"


#: whose steps are told; words for the codes and their statuses stand in the template filters
TOLD: dict[type[Case], Told] = {
    Member: Told("member", lambda chain: with_steps(members_of(chain)), lambda case: case.firm.name),
    AttributionAgreement: Told("attribution", lambda chain: with_steps(attributions_of(chain))),
    Application: Told("application", lambda chain: chain.applications, _of),
    AwardCondition: Told(
        "condition",
        of_cases(AwardCondition, "application__firm"),
        lambda c: f"{_of(c.application)} #{c.position}",
    ),
    Panel: Told(
        "panel", of_cases(Panel, path="cases__application"), lambda c: clock.day(c.opened_at).isoformat()
    ),
    Review: Told(
        "review",
        of_cases(Review, "case__application__firm", "reviewer__user", path="case__application"),
        lambda case: f"{_of(case.case.application)} · {case.reviewer}",
    ),
    Objection: Told(
        "objection", of_cases(Objection, "application__firm"), lambda case: _of(case.application)
    ),
    Grant: Told("grant", lambda chain: chain.grants, _of),
    PaymentRequest: Told(
        "payment", lambda chain: chain.payments, lambda case: f"{_of(case.grant)} #{case.number}"
    ),
    PaymentBatch: Told("batch", _batches, lambda case: case.message_id),
    PassThrough: Told("pass_through", lambda chain: chain.passed_on),
    ChangeRequest: Told(
        "change",
        of_grants(ChangeRequest, "grant__application", "grant__firm"),
        lambda c: f"{_of(c.grant)} #{c.number}",
    ),
    Inspection: Told(
        "inspection",
        of_grants(Inspection, "grant__application", "grant__firm"),
        lambda c: f"{_of(c.grant)} #{c.number}",
    ),
    Finding: Told(
        "finding",
        of_grants(
            Finding, "inspection__grant__application", "inspection__grant__firm", path="inspection__grant"
        ),
        lambda case: f"{_of(case.inspection.grant)} #{case.inspection.number}-{case.number}",
    ),
    Asset: Told("asset", of_grants(Asset), lambda case: f"{case.number} {case.name}"),
    AssetRequest: Told(
        "asset_request",
        of_grants(AssetRequest, "asset", path="asset__grant"),
        lambda case: f"{case.asset.number} {case.asset.name}",
    ),
    PledgeGift: Told("pledge_gift", of_grants(PledgeGift, "pledge__firm", "grant__firm")),
    InKind: Told("in_kind", _in_kind, lambda case: f"{case.pledge.firm} · {case.name}"),
    Settlement: Told(
        "settlement",
        of_grants(Settlement, "grant__application", "grant__firm"),
        lambda c: f"{_of(c.grant)} · {c.until_on}",
    ),
    Debt: Told(
        "debt",
        of_grants(Debt, "grant__application", "grant__firm"),
        lambda c: f"{_of(c.grant)} · {c.amount_won:,}",
    ),
    EntityAudit: Told(
        "audit", lambda chain: with_steps(audits_of(chain)), lambda c: f"{c.firm} {c.fiscal_year}"
    ),
    Statement: Told("statement", lambda chain: chain.statements),
    VerificationFinding: Told("verification", _found, lambda case: f"{case.statement} #{case.number}"),
    Claim: Told("claim", _claims, lambda case: f"{case.claimant} {case.year}"),
    PerformanceDecision: Told("performance", _contracts),
}

#: kinds of case of which a dossier tells nothing, and why; a test holds both tables to be all kinds there are
UNTOLD: dict[str, str] = {
    "measurement.FactorTable": "the office's own factors: each row of a calculation names its source",
    "programs.Invitation": "whoever took one up is a member, nobody else is a party",
    "disbursements.FiscalYearClose": "the office's books of a year, of no case",
    "signals.Signal": "a suspicion that may be harmless; what came of one is a finding or a debt",
    "auditing.AuditFinding": "what an auditor notes of the dossier stands in the auditor's own list",
}


def collect(chain: Chain) -> dict[str, Any]:
    """Return every step of every case of the chain, oldest first."""
    steps = [
        {"kind": told.code, "case": told.name(case), **step_of(change)}
        for told in TOLD.values()
        for case in told.cases(chain)
        for change in case.changes.all()
    ]
    return {"history": sorted(steps, key=lambda step: (step["at"], step["kind"], step["case"]))}
