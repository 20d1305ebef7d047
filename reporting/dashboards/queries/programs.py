"""A programme and a consortium: budget by state, pipeline, members, cases."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application, Kind
from applications.workflow import Status
from core.ledger.models import Account
from disbursements.models import Debt
from disbursements.workflow import DebtKind
from programs import rule_words
from programs.models import Call, Consortium, GrantKind, Member, Program
from programs.queries import rules_on
from reporting.claims.queries import claimed_by_lot
from reporting.statements.models import Statement

#: state of the budget → codes of accounts of subsidy cases; on its way through a chain money lies in one
#: account per destination (`conduit:17`)
STATES = {
    "committed": ("committed", "regrant"),
    "paying": ("paying",),
    "in_chain": ("incoming", "conduit"),
    "held": ("held",),
    "spent": ("spent",),
}

#: state of what was recovered → code of the accounts of debts
OF_DEBTS = {"under_recovery": "principal", "written_off": "written_off"}


@dataclass(frozen=True)
class Budget:
    """Where the programme's subsidy money is, whole won; the parts add up to what was appropriated."""

    available: int
    committed: int
    paying: int
    in_chain: int
    held: int
    spent: int
    returned: int
    under_recovery: int
    written_off: int

    @property
    def total(self) -> int:
        """What was appropriated and not given back."""
        back = self.returned + self.under_recovery + self.written_off
        return self.available + self.awarded + back

    @property
    def awarded(self) -> int:
        """What was awarded and not given back."""
        return self.committed + self.paying + self.in_chain + self.held + self.spent

    @property
    def paid(self) -> int:
        """What the bank paid to firms and they did not return: each won once."""
        return self.in_chain + self.held + self.spent


def state_label(state: str) -> str:
    """Return what a state of the budget is called."""
    return {
        "available": _("Available"),
        "committed": _("Committed"),
        "paying": _("With the bank"),
        "in_chain": _("On its way through a chain"),
        "held": _("Received, not spent yet"),
        "spent": _("Spent"),
        "returned": _("Returned by firms"),
        "under_recovery": _("Under recovery"),
        "written_off": _("Written off"),
        "awarded": _("Awarded, less what came back"),
        "paid": _("Paid to firms, less what came back"),
        "verified": _("Verified reduction"),
    }[state]


def state_accounts(program: Program, *states: str) -> QuerySet[Account]:
    """Return the accounts of the programme in which money of these states lies."""
    if states == ("available",):
        calls = Call.objects.filter(program=program).values("pk")
        return Account.objects.filter(owner_kind="call", owner_id__in=calls, code="available").order_by("pk")
    if states == ("returned",):
        return Account.objects.filter(owner_kind="program", owner_id=program.pk, code="returned").order_by(
            "pk"
        )
    if len(states) == 1 and states[0] in OF_DEBTS:
        debts = Debt.objects.filter(grant__consortium__call__program=program, kind=DebtKind.PRINCIPAL)
        of_debts = Account.objects.filter(owner_kind="debt", owner_id__in=debts.order_by().values("pk"))
        return of_debts.filter(code=OF_DEBTS[states[0]]).order_by("pk")
    codes = [code for state in states for code in STATES[state]]
    wanted = Q(code__in=codes)
    for code in {"incoming", "conduit"} & set(codes):
        wanted |= Q(code__startswith=f"{code}:")
    return _of_subsidies(program).filter(wanted).order_by("pk")


def _of_subsidies(program: Program) -> QuerySet[Account]:
    """Return the accounts of the programme's subsidy cases, direct and indirect: never of contributions."""
    cases = Application.objects.filter(call__program=program, kind=Kind.GRANT).subsidies()
    return Account.objects.filter(owner_kind="application", owner_id__in=cases.values("pk"))


def budget(program: Program) -> Budget:
    """Return the programme's budget by state, in five queries."""
    state_of = {code: state for state, codes in STATES.items() for code in codes}
    apart = ("available", "returned", *OF_DEBTS)
    sums = dict.fromkeys((*STATES, *apart), 0)
    first = Func(F("code"), Value(":"), Value(1), function="split_part", output_field=CharField())
    lying = (
        _of_subsidies(program).order_by().values_list(first).annotate(sum=Sum(F("total_in") - F("total_out")))
    )
    for code, amount in lying:
        if state := state_of.get(code):
            sums[state] += amount
    for state in apart:
        sums[state] = balance(state_accounts(program, state))
    return Budget(**sums)


def balance(accounts: QuerySet[Account]) -> int:
    """Return what lies in these accounts together, in whole units."""
    return accounts.order_by().aggregate(total=Sum(F("total_in") - F("total_out")))["total"] or 0


def passed_on(program: Program) -> int:
    """Return the contributions confirmed by their receivers, won: never part of the subsidy."""
    cases = Application.objects.filter(call__program=program, kind=Kind.GRANT).values("pk")
    return balance(
        Account.objects.filter(
            owner_kind="application", owner_id__in=cases, code__in=["duty_done", "voluntary"]
        )
    )


def verified_accounts(program: Program) -> QuerySet[Account]:
    """Return the accounts of the programme's verified kilograms."""
    lots = Statement.objects.filter(measure__consortium__program=program).values("pk")
    return Account.objects.filter(owner_kind="lot", owner_id__in=lots, code__startswith="share:").order_by(
        "pk"
    )


def verified_kg(program: Program) -> int:
    """Return the programme's verified kilograms of CO2e, whoever claims them."""
    lots = Statement.objects.filter(measure__consortium__program=program).values_list("pk", flat=True)
    return balance(verified_accounts(program)) + sum(claimed_by_lot(lots).values())


def rules(program: Program, on: dt.date) -> list[dict[str, Any]]:
    """Return the programme's rules in force on that day, in words."""
    return [
        {
            "rule": rule,
            "place": rule_words.place_of(rule.cost_kind, rule.size_class, rule.grade),
            "value": rule_words.value_of(rule.kind, rule.value),
        }
        for rule in sorted(rules_on(program, on), key=rule_words.order_of)
    ]


@dataclass(frozen=True)
class Stage:
    """How many plans and applications have a status, and the won they ask for or were awarded."""

    status: str
    label: str
    plans: int
    applications: int
    won: int
    href: str

    @property
    def number(self) -> int:
        """All cases of this status."""
        return self.plans + self.applications


def pipeline(program: Program) -> list[Stage]:
    """Return the cases the office sees by status, in one query: drafts are not its business yet."""
    rows = (
        Application.objects.filter(call__program=program)
        .exclude(status=Status.DRAFTED)
        .exclude(status=Status.WITHDRAWN, submitted_at__isnull=True)
        .order_by()
        .values("status")
        .annotate(
            plans=Count("pk", filter=Q(kind=Kind.PLAN)),
            applications=Count("pk", filter=Q(kind=Kind.GRANT)),
            won=Sum(_ASKED_OR_AWARDED, filter=_DIRECT),
        )
    )
    counted: dict[str, dict[str, Any]] = {row["status"]: dict(row) for row in rows}
    nothing: dict[str, Any] = {}
    address = reverse("applications:list") + f"?program={program.public_id}&status="
    return [
        Stage(
            status.value,
            str(status.label),
            row.get("plans", 0),
            row.get("applications", 0),
            row.get("won") or 0,
            address + status.value if row else "",
        )
        for status in Status
        if status != Status.DRAFTED
        for row in [counted.get(status.value, nothing)]
    ]


#: own part and the part to hand on, as decided less what was taken back, or else as asked, won
_ASKED_OR_AWARDED = Case(
    When(
        awarded_won__isnull=False,
        then=F("awarded_won") + F("regrant_won") - F("reduced_won") - F("regrant_reduced_won"),
    ),
    default=Coalesce("asked_won", Value(0)) + F("regrant_asked_won"),
    output_field=BigIntegerField(),
)
#: asked from the budget itself: what is granted out of a regrant would count the same won twice
_DIRECT = Q(grant_kind=GrantKind.SUBSIDY)


def consortia(program: Program, user: Any) -> QuerySet[Any]:
    """Return the consortia with a selected plan (`is_selected`) and those the person `may_open`."""
    plans = Application.objects.filter(call__program=program, kind=Kind.PLAN, status=Status.SELECTED)
    open_to = Consortium.objects.visible_to(user) if user.is_authenticated else Consortium.objects.none()
    selected = Q(pk__in=plans.order_by().values("consortium"))
    may_open = Q(pk__in=open_to.filter(program=program).order_by().values("pk"))
    firms = Member.objects.joined().filter(consortium=OuterRef("pk")).order_by().values("consortium")
    return (
        Consortium.objects.filter(selected | may_open)
        .select_related("anchor", "support_model")
        .annotate(
            is_selected=_whether(selected),
            may_open=_whether(may_open),
            firms=Coalesce(Subquery(firms.annotate(n=Count("pk")).values("n")), 0),
        )
    )


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def members_by_tier(consortium: Consortium) -> list[tuple[int, list[Member]]]:
    """Return the members by tier, with firm and certificates at hand."""
    tiers: dict[int, list[Member]] = defaultdict(list)
    found = consortium.members.select_related(
        "firm", "upstream__firm", "consortium__program"
    ).prefetch_related(Prefetch("firm__certificates"))
    for member in found:
        tiers[member.tier].append(member)
    return sorted(tiers.items())
