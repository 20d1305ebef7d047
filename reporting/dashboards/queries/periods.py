"""A programme at the end of a day that is past: its budget by state, and how far its cases were."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, Concat

from applications.models import Application
from core.ledger.models import Account, Transfer
from core.workflow import clock
from disbursements.models import Debt, Pledge
from programs.models import Call, Program
from reporting.claims.models import Claim
from reporting.dashboards.queries.programs import OF_DEBTS, STATES, Budget, state_accounts
from reporting.statements.models import Statement


def balance_on(accounts: QuerySet[Account], on: dt.date) -> int:
    """Return what lay in these accounts together at the end of a day, by the days transfers belong to."""
    ids = accounts.order_by().values("pk")
    moved = Transfer.objects.filter(effective_on__lte=on).order_by()
    into, out_of = (
        moved.filter(**{f"{side}__in": ids}).aggregate(sum=Sum("amount"))["sum"] or 0
        for side in ("target", "source")
    )
    return into - out_of


def budget_on(program: Program, on: dt.date) -> Budget:
    """Return the programme's budget by state at the end of a day, in two queries for each state."""
    states = ("available", *STATES, "returned", *OF_DEBTS)
    return Budget(**{state: balance_on(state_accounts(program, state), on) for state in states})


def received_on(program: Program, on: dt.date) -> dict[str, int]:
    """Return what the programme had got of firms besides the subsidy itself at the end of a day, won."""
    codes = ("interest", "surcharge", "late_fee")
    own = Account.objects.filter(owner_kind="program", owner_id=program.pk)
    return {code: balance_on(own.filter(code=code), on) for code in codes}


def statuses_on(cases: QuerySet[Any], on: dt.date) -> dict[str, int]:
    """Return {status: how many of the cases had it at the end of a day}, in one query."""
    steps: Any = cases.model._meta.get_field("changes").related_model
    last = steps.objects.filter(case__in=cases.order_by().values("pk"), at__lt=_end(on))
    rows = last.order_by("case_id", "-pk").distinct("case_id").values_list("to_status", flat=True)
    return dict(sorted(Counter(rows).items()))


def last_moved(program: Program, on: dt.date) -> dt.datetime | None:
    """Return when a programme's last transfer was learned of that belongs to the day or one before it."""
    ours = Q(owner_kind="outside", code__in=_shortfalls(program))
    for kind, rows in _owners(program).items():
        ours |= Q(owner_kind=kind, owner_id__in=rows.order_by().values("pk"))
    ids = Account.objects.filter(ours).order_by().values("pk")
    moved = Transfer.objects.filter(effective_on__lte=on).order_by()
    found = [
        moved.filter(**{f"{side}__in": ids}).aggregate(last=Max("at"))["last"]
        for side in ("source", "target")
    ]
    return max((at for at in found if at), default=None)


def _shortfalls(program: Program) -> QuerySet[Any]:
    """Return the codes of what is missing in a programme's claims."""
    code = Concat(Value("shortfall:"), Cast("pk", TextField()), output_field=TextField())
    return Claim.objects.filter(program=program).order_by().annotate(code=code).values("code")


def _owners(program: Program) -> dict[str, QuerySet[Any]]:
    """Return whose accounts hold a programme's won and kilograms, by kind of owner."""
    return {
        "program": Program.objects.filter(pk=program.pk),
        "call": Call.objects.filter(program=program),
        "application": Application.objects.filter(call__program=program),
        "debt": Debt.objects.filter(grant__consortium__program=program),
        "pledge": Pledge.objects.filter(consortium__program=program),
        "lot": Statement.objects.filter(measure__consortium__program=program),
        "claim": Claim.objects.filter(program=program),
    }


def _end(on: dt.date) -> dt.datetime:
    """Return the moment at which the day is over in Seoul."""
    return clock.midnight(on + dt.timedelta(days=1))
