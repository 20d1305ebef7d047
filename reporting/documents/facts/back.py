"""What of the awards was taken back, what firms paid back of themselves, and the audits the firms owe."""

from typing import Any

from django.db.models import QuerySet

from disbursements.models import EntityAudit, GrantReduction, MoneyReturn
from reporting.documents.facts.scope import Chain


def collect(chain: Chain) -> dict[str, Any]:
    """Return reductions of awards, subsidy paid back, and the audits of the firms that hold the grants."""
    about = {"grant__in": chain.grant_ids}
    reductions = GrantReduction.objects.filter(**about).select_related("change", "by")
    returns = MoneyReturn.objects.filter(**about).select_related("payment", "by")
    named = {one.pk: {"firm": one.firm.name, "grant": str(one)} for one in chain.grants}
    in_order = ("grant_id", "pk")
    return {
        "reductions": [named[one.grant_id] | _reduction(one) for one in reductions.order_by(*in_order)],
        "returns": [named[one.grant_id] | _return(one) for one in returns.order_by(*in_order)],
        "audits": [_audit(audit) for audit in audits_of(chain)],
    }


def audits_of(chain: Chain) -> QuerySet[EntityAudit]:
    """Return the audits of the firms that hold or held these grants: each is about all grants of the firm."""
    rows: QuerySet[EntityAudit] = EntityAudit.objects.filter(firm__in=chain.holder_ids)
    named = ("firm", "report__blob", "named_by", "submitted_by", "accepted_by")
    return rows.select_related(*named).order_by("firm_id", "fiscal_year")


def _reduction(reduction: GrantReduction) -> dict[str, Any]:
    return {
        "own_won": reduction.own_won,
        "regrant_won": reduction.regrant_won,
        "change": reduction.change.number if reduction.change else None,
        "reason": reduction.reason,
        "at": reduction.at,
        "by": str(reduction.by),
    }


def _return(back: MoneyReturn) -> dict[str, Any]:
    return {
        "account": back.account,
        "payment": back.payment.number if back.payment else None,
        "won": back.amount_won,
        "paid_on": back.paid_on,
        "bank_reference": back.bank_reference,
        "reason": back.reason,
        "at": back.at,
        "by": str(back.by),
    }


def _audit(audit: EntityAudit) -> dict[str, Any]:
    return {
        "firm": audit.firm.name,
        "fiscal_year": audit.fiscal_year,
        "status": audit.status,
        "received_won": audit.received_won,
        "regranted_won": audit.regranted_won,
        "counted_won": audit.counted_won,
        "auditor_due_on": audit.auditor_due_on,
        "report_due_on": audit.report_due_on,
        "auditor": audit.auditor,
        "auditor_number": audit.auditor_number,
        "engaged_on": audit.engaged_on,
        "named_at": audit.named_at,
        "named_by": str(audit.named_by) if audit.named_by else "",
        "opinion": audit.opinion,
        "reported_on": audit.reported_on,
        "report": audit.report.filename if audit.report else "",
        "sha256": audit.report.blob.sha256 if audit.report else "",
        "submitted_at": audit.submitted_at,
        "submitted_by": str(audit.submitted_by) if audit.submitted_by else "",
        "accepted_at": audit.accepted_at,
        "accepted_by": str(audit.accepted_by) if audit.accepted_by else "",
    }
