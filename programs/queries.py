"""Reading programmes, their rules and their consortia."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from core.ledger.queries import accounts_of
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.reading import once
from firms.models import Firm, SizeClass
from programs.deadline import Deadline
from programs.models import (
    Agreement,
    AttributionAgreement,
    Call,
    CheckTerm,
    CheckTermKind,
    Consortium,
    CostKind,
    Criterion,
    EvidenceKind,
    EvidenceRule,
    FundingRule,
    Invitation,
    InvitationStatus,
    Member,
    PaymentStage,
    Program,
    RequiredDocument,
    RuleKind,
    SharesStatus,
    Technology,
)
from programs.permissions import JOIN_CONSORTIUM, REGISTER_CONSORTIUM
from programs.refusals import NoRate
from programs.rules import Cap, CostLine, PerformanceRules, RuleValue, SupportInput


def rules_on(program: Program, on: dt.date) -> QuerySet[FundingRule]:
    """Return the programme's rules in force on the day."""
    return program.rules.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


def rule(
    program: Program, kind: str, cost_kind: str, size_class: str, on: dt.date, grade: str = ""
) -> FundingRule | None:
    """
    Return the rule for a kind of cost, a size class and a grade on the day, or None.

    A rule for exactly this kind of cost (then size class, then grade) goes before one for all of them.
    """
    fitting = rules_on(program, on).filter(
        kind=kind, cost_kind__in=["", cost_kind], size_class__in=["", size_class], grade__in=["", grade]
    )
    return fitting.order_by("-cost_kind", "-size_class", "-grade", "-valid_from", "-pk").first()


def pass_through_ratios(program: Program) -> Callable[[dt.date], int]:
    """Return how much of a payment is to be passed on, in basis points by day; 0 where no rule says so."""
    rules = list(program.rules.filter(kind=RuleKind.PASS_THROUGH))

    def on(day: dt.date) -> int:
        valid = (r for r in rules if r.valid_from <= day and (r.valid_until is None or day <= r.valid_until))
        return next((r.value for r in valid), 0)

    return on


def pass_through_bp(program: Program, on: dt.date) -> int:
    """Return how much of a payment of that day is to be passed on, in basis points (10000 is the whole)."""
    return pass_through_ratios(program)(on)


def in_kind_bp(program: Program, on: dt.date) -> int:
    """Return how much of the self-burden may be in kind, in basis points; 0 where no rule says so."""
    found = _only(list(rules_on(program, on)), RuleKind.IN_KIND_SHARE)
    return found.value if found else 0


def support_input(
    *,
    program: Program,
    size_class: str,
    costs: Iterable[CostLine],
    on: dt.date,
    anchor_won: int = 0,
    used_by_firm: Mapping[str, int] | None = None,
    used_by_consortium: Mapping[str, int] | None = None,
    partners: int = 1,
    hands_on: bool = False,
    regrant_asked_won: int = 0,
    proposed_won: int | None = None,
    anchor_in_kind_won: int = 0,
    own_in_kind_won: int = 0,
) -> SupportInput:
    """
    Gather what `programs.rules.compute_support` needs, from the rules in force on the day, in one query.

    `used_by_…` say what of a cap is taken already, in won, by kind of cost ("" for the cap over
    everything); `partners` how many joined partners fill a pooled cap; `hands_on` whether the firm must
    hand subsidy on to firms below it, `regrant_asked_won` what it asks for that. `proposed_won` is for an
    indirect subsidy: what the firm above proposes to hand on. It lies inside that firm's award, so the caps
    of the consortium over everything were met there. `…_in_kind_won` is what of the anchor's part and of the
    firm's own is in kind.

    :raises NoRate: if a kind of cost has no rate for this size class on that day.
    """
    lines = tuple(costs)
    rules = list(rules_on(program, on).filter(size_class__in=["", size_class]))
    consortium_caps = _caps(rules, RuleKind.CAP_CONSORTIUM, used_by_consortium or {})
    pooled_caps = _caps(rules, RuleKind.CAP_POOLED, used_by_consortium or {}, heads=max(1, partners))
    if proposed_won is not None:
        consortium_caps = tuple(cap for cap in consortium_caps if cap.cost_kind)
        pooled_caps = tuple(cap for cap in pooled_caps if cap.cost_kind)
    return SupportInput(
        costs=lines,
        size_class=size_class,
        rates=_rates(rules, lines, size_class),
        firm_caps=_caps(rules, RuleKind.CAP_FIRM, used_by_firm or {}),
        consortium_caps=consortium_caps,
        pooled_caps=pooled_caps,
        rounding=_only(rules, RuleKind.ROUNDING),
        regrant=_only(rules, RuleKind.PASS_THROUGH) if hands_on else None,
        regrant_asked_won=regrant_asked_won,
        proposed=None if proposed_won is None else Cap(RuleValue(None, proposed_won)),
        anchor_won=anchor_won,
        in_kind=_only(rules, RuleKind.IN_KIND_SHARE),
        anchor_in_kind_won=anchor_in_kind_won,
        own_in_kind_won=own_in_kind_won,
    )


def _rates(
    rules: list[FundingRule], lines: Iterable[CostLine], size_class: str
) -> dict[str | tuple[str, str], RuleValue]:
    """Return the rate of every cost there is, by kind and grade: of several the more exact one."""
    found: dict[str | tuple[str, str], RuleValue] = {}
    for kind, grade in {(line.cost_kind, line.grade): None for line in lines}:
        fitting = [
            r
            for r in rules
            if r.kind == RuleKind.RATE and r.cost_kind in ("", kind) and r.grade in ("", grade)
        ]
        if not fitting:
            raise NoRate(cost_kind=CostKind(kind).label, size_class=SizeClass(size_class).label)
        found[kind, grade] = _value(max(fitting, key=_exactness))
    return found


def _exactness(found: FundingRule) -> tuple[bool, bool, bool, dt.date]:
    """Return how exactly a rule says what it is for: kind of cost, then size class, then grade."""
    return bool(found.cost_kind), bool(found.size_class), bool(found.grade), found.valid_from


def _caps(rules: list[FundingRule], kind: str, used: Mapping[str, int], *, heads: int = 1) -> tuple[Cap, ...]:
    """Return the caps of one kind; of several for the same costs, the more exact one."""
    exact = {r.cost_kind: r for r in sorted(rules, key=_exactness) if r.kind == kind}
    return tuple(
        Cap(_value(r), cost_kind, used.get(cost_kind, 0), heads) for cost_kind, r in sorted(exact.items())
    )


def _only(rules: list[FundingRule], kind: str) -> RuleValue | None:
    """Return the rule of a kind there is one of, or None; one of 0 asks for nothing."""
    found = max((r for r in rules if r.kind == kind and r.value), key=_exactness, default=None)
    return _value(found) if found else None


def _value(found: FundingRule) -> RuleValue:
    return RuleValue(found.pk, found.value, found.source, found.grade)


def performance_rules(program: Program, on: dt.date) -> PerformanceRules:
    """Return the numbers of the programme's performance contract on the day; None where it has none."""
    rules = list(rules_on(program, on))
    return PerformanceRules(_first(rules, RuleKind.INCENTIVE), _first(rules, RuleKind.TOLERANCE))


def _first(rules: list[FundingRule], kind: str) -> RuleValue | None:
    return next((_value(r) for r in rules if r.kind == kind), None)


def kinds_paid_for(program: Program, on: dt.date) -> list[CostKind]:
    """Return the kinds of cost that the programme names a rate for on the day."""
    named = set(rules_on(program, on).filter(kind=RuleKind.RATE).values_list("cost_kind", flat=True))
    return [kind for kind in CostKind if "" in named or kind in named]


def technologies_on(program: Program, on: dt.date) -> QuerySet[Technology]:
    """Return the technologies that the programme pays for on the day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return program.technologies.filter(begun & lasting)


def documents_on(program: Program, on: dt.date) -> QuerySet[RequiredDocument]:
    """Return the papers that the programme asks for on the day."""
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return program.required_documents.filter(lasting, valid_from__lte=on)


def evidence_rules_on(program: Program, on: dt.date) -> QuerySet[EvidenceRule]:
    """Return which evidence the programme wants of each line of a payment request on the day."""
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return program.evidence_rules.filter(lasting, valid_from__lte=on)


def evidence_wanted(rules: Iterable[EvidenceRule], cost_kind: str) -> list[EvidenceRule]:
    """Return which rules of a day lines for such a cost follow; without one, they are proved by invoices."""
    found = [rule for rule in rules if rule.cost_kind in ("", cost_kind)]
    if not any(rule.kind == EvidenceKind.INVOICE for rule in found):
        found.insert(0, EvidenceRule(kind=EvidenceKind.INVOICE))
    return found


def takes_cards(program: Program, cost_kind: str, on: dt.date) -> bool:
    """Say whether the approval of the dedicated card proves a line for such a cost on the day."""
    wanted = evidence_wanted(evidence_rules_on(program, on), cost_kind)
    return all(r.does_as_well == EvidenceKind.CARD for r in wanted if r.kind == EvidenceKind.INVOICE)


def payment_stages_on(program: Program, on: dt.date) -> QuerySet[PaymentStage]:
    """Return the stages of the programme's payments on the day, the latest of a kind last."""
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return program.payment_stages.filter(lasting, valid_from__lte=on).order_by("valid_from")


def payment_stage_on(program: Program, kind: str, on: dt.date) -> PaymentStage | None:
    """Return one stage of the programme's payments on the day, or None where it sets none."""
    return payment_stages_on(program, on).filter(kind=kind).last()


def criteria_on(program: Program, on: dt.date) -> QuerySet[Criterion]:
    """Return the criteria by which the programme's applications are scored on the day, in their order."""
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return program.criteria.filter(lasting, valid_from__lte=on).order_by("position", "pk")


@once
def check_terms_on(program: Program, on: dt.date) -> dict[str, CheckTerm]:
    """Return the numbers of the programme's eligibility checks on the day, by kind; the newest counts."""
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    terms = program.check_terms.filter(lasting, valid_from__lte=on).order_by("valid_from", "pk")
    return {term.kind: term for term in terms}


def grace_seconds(program: Program, deadline: Deadline) -> int:
    """Return for how long after a deadline the programme takes what was begun before it, in seconds."""
    term = check_terms_on(program, deadline.day).get(CheckTermKind.GRACE_SECONDS)
    return term.value if term else 0


def member_of(consortium: Consortium, firm: Firm) -> Member | None:
    """Return the firm's place in the consortium, whatever its status, or None."""
    return consortium.members.filter(firm=firm).select_related("firm", "upstream__firm").first()


def firms_to_lead(user: Any, at: dt.datetime) -> QuerySet[Firm]:
    """Return the firms with which the person may register a consortium."""
    scopes = user.scopes(REGISTER_CONSORTIUM, clock.day(at))
    return Firm.objects.filter(pk__in=scopes.of(ScopeKind.FIRM))


def firms_met_by(firm_ids: Iterable[int]) -> QuerySet[Member, dict]:
    """Return a query for the ids of the firms that share a consortium with these firms."""
    own = Member.objects.present().filter(firm__in=list(firm_ids))
    return Member.objects.present().filter(consortium__in=own.values("consortium")).values("firm")


def has_budget(call: Call) -> bool:
    """Say whether anything was ever appropriated to the call."""
    available = accounts_of("call", [call.pk]).get(call.pk, {}).get("available")
    return available is not None and available.total_in > 0


def present_agreement(consortium: Consortium) -> Agreement | None:
    """Return the consortium's agreement that nothing has superseded, or None."""
    return consortium.agreements.filter(superseded_at__isnull=True).first()


def agreed_shares(program: Program, firm: Firm) -> AttributionAgreement | None:
    """Return the newest agreed shares in the firm's reductions, with their parts, or None."""
    agreed = AttributionAgreement.objects.filter(program=program, firm=firm, status=SharesStatus.AGREED)
    return agreed.prefetch_related("shares__consortium").order_by("-valid_from").first()


def invitations_for(user: Any, at: dt.datetime) -> QuerySet[Invitation]:
    """Return the letters that wait for an answer by a firm that this person represents."""
    firms = Firm.objects.filter(pk__in=user.scopes(JOIN_CONSORTIUM, clock.day(at)).of(ScopeKind.FIRM))
    return Invitation.objects.filter(
        status=InvitationStatus.SENT,
        business_number__in=firms.values("business_number"),
        expires_on__gte=clock.day(at),
    ).select_related("consortium", "upstream__firm")
