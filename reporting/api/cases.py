"""Which firms a case is of, and what the API calls its kind: one table over every kind of case."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Model

from applications.models import Application, AwardCondition, Objection
from applications.workflow import PUBLIC_WORDING
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
    PaymentRequest,
    PledgeGift,
    Settlement,
)
from programs.models import AttributionAgreement, Invitation, Member
from reporting.claims.models import Claim, PerformanceDecision
from reporting.statements.models import Statement, VerificationFinding


class Own(NamedTuple):
    """What a kind is called, and the ids of the firms that a case of it is of."""

    code: str
    firms: Callable[[Any], set[int | None]]


#: kinds of case that are of a firm; a step of any is told to its webhooks, as far as the firm may read it
OWN: dict[type[Model], Own] = {
    Member: Own("consortium_member", lambda case: {case.firm_id}),
    Invitation: Own("invitation", lambda case: {case.upstream.firm_id}),
    AttributionAgreement: Own("attribution_agreement", lambda case: {case.firm_id}),
    Application: Own("application", lambda case: {case.firm_id}),
    AwardCondition: Own("award_condition", lambda case: {case.application.firm_id}),
    Objection: Own("objection", lambda case: {case.application.firm_id}),
    Grant: Own("grant", lambda case: {case.firm_id}),
    PaymentRequest: Own("payment", lambda case: {case.grant.firm_id}),
    PassThrough: Own("pass_through", lambda case: {case.payer.firm_id, case.receiver.firm_id}),
    ChangeRequest: Own("change_request", lambda case: {case.firm_id, case.grant.firm_id, case.to_firm_id}),
    Settlement: Own("settlement", lambda case: {case.grant.firm_id}),
    Debt: Own("debt", lambda case: {case.firm_id}),
    Asset: Own("asset", lambda case: {case.grant.firm_id}),
    AssetRequest: Own("asset_request", lambda case: {case.asset.grant.firm_id}),
    Inspection: Own("inspection", lambda case: {case.grant.firm_id}),
    Finding: Own("inspection_finding", lambda case: {case.inspection.grant.firm_id}),
    EntityAudit: Own("audit", lambda case: {case.firm_id}),
    PledgeGift: Own("pledged_contribution", lambda case: {case.grant.firm_id, case.pledge.firm_id}),
    InKind: Own("contribution_in_kind", lambda case: {case.pledge.firm_id}),
    Statement: Own("statement", lambda case: {case.firm_id}),
    VerificationFinding: Own("verification_finding", lambda case: {case.statement.firm_id}),
    Claim: Own("claim", lambda case: {case.claimant_id}),
    PerformanceDecision: Own("performance_decision", lambda case: {case.consortium.anchor_id}),
}

#: kinds of case that are of no firm, and why; a test holds both tables to be all kinds there are
OF_NO_FIRM: dict[str, str] = {
    "measurement.FactorTable": "the office's own factors",
    "applications.Panel": "the office's own deliberation",
    "applications.Review": "what one reviewer thinks",
    "disbursements.PaymentBatch": "the office's own list for the bank",
    "disbursements.FiscalYearClose": "the office's own books",
    "signals.Signal": "a suspicion that may be harmless",
    "auditing.AuditFinding": "between the auditor and the office",
}


#: what a firm reads on the page of a kind of case instead of the office's words
PUBLIC: dict[type[Model], dict[Any, Any]] = {Application: PUBLIC_WORDING}


def status_words(code: str) -> dict[str, Any]:
    """Return what a firm reads of the statuses of a kind, in its language; nothing of an unknown kind."""
    for model, own in OWN.items():
        if own.code == code:
            field: Any = model._meta.get_field("status")
            return {**dict(field.flatchoices), **PUBLIC.get(model, {})}
    return {}
