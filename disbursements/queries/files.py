"""Which files belong to the case of a grant: one table, for dossiers, the auditor's search and bundles."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import F, Q

from applications.models import Answer, Application, AwardCondition, CostItem, HandedIn, Objection
from core.evidence.models import Attachment
from disbursements.models import (
    Asset,
    BankAccount,
    EntityAudit,
    Finding,
    GiftUse,
    Grant,
    InKind,
    Inspection,
    PassThrough,
    PaymentRequest,
    PledgeCash,
    PledgeGift,
    Settlement,
)
from firms.models import Firm
from measurement.models import Measure


class Owner(NamedTuple):
    """
    A kind of case that owns files, and the ways from it to whose files they are.

    `case` leads to the application a grant grows from, `firm` to the firm, `consortium` to a consortium.
    `program` narrows the files of a firm to those of one programme.
    """

    kind: str
    model: type[Any]
    case: str = ""
    firm: str = ""
    consortium: str = ""
    program: str = ""


class Whose(NamedTuple):
    """Whose a file is: the name of a way of `Owner`, and the id to which it leads."""

    way: str
    pk: int


WAYS = ("case", "firm", "consortium")
#: in the order in which a list of evidence names them; of two rows of a kind the first goes before
OWNERS = (
    Owner("firm", Firm, firm="pk"),
    Owner("audit", EntityAudit, firm="firm"),
    Owner("cost_workbook", Application, case="pk"),
    Owner("cost_item", CostItem, case="application"),
    Owner("handed_in", HandedIn, case="application"),
    Owner("answer", Answer, case="application"),
    Owner("condition", AwardCondition, case="application"),
    Owner("objection", Objection, case="application"),
    Owner("grant", Grant, case="application"),
    Owner("bank_account", BankAccount, firm="firm", program="program"),
    Owner("payment", PaymentRequest, case="grant__application"),
    Owner("pass_through", PassThrough, case="payer__application"),
    Owner("pass_through", PassThrough, case="receiver__application"),
    Owner("gift_use", GiftUse, case="grant__application"),
    Owner("pledge_cash", PledgeCash, case="gift__grant__application"),
    Owner("pledge_cash", PledgeCash, case="pledge__grant__application", consortium="pledge__consortium"),
    Owner("pledge_gift", PledgeGift, case="grant__application"),
    Owner("in_kind", InKind, case="pledge__grant__application", consortium="pledge__consortium"),
    Owner("asset", Asset, case="grant__application"),
    Owner("inspection", Inspection, case="grant__application"),
    Owner("finding", Finding, case="inspection__grant__application"),
    Owner("settlement", Settlement, case="grant__application"),
    Owner("case_readings_workbook", Application, case="pk"),
    Owner("readings_workbook", Measure, case="cost_item__application", consortium="consortium"),
    Owner("measure", Measure, case="cost_item__application", consortium="consortium"),
)
#: the kinds in their order
KINDS = tuple(dict.fromkeys(owner.kind for owner in OWNERS))


def files_of(*, cases: Any, firms: Any = (), programs: Any = (), consortia: Any = ()) -> Q:
    """
    Return which files belong to these cases, to these firms, or to these consortia as a whole.

    Each is given as ids or as a query of them; what a firm has for one programme counts for `programs` alone.
    """
    asked = dict(zip(WAYS, (cases, firms, consortia), strict=True))
    found = Q(pk__in=[])
    for owner in OWNERS:
        whose = Q(pk__in=[])
        for way, path in _ways(owner).items():
            whose |= Q(**{f"{path}__in": asked[way]})
        if owner.program:
            whose &= Q(**{f"{owner.program}__in": programs})
        found |= Q(owner_kind=owner.kind, owner_id__in=owner.model._base_manager.filter(whose).values("pk"))
    return found


def whose_files(attachments: Collection[Attachment]) -> dict[int, list[Whose]]:
    """Return {attachment: whose it is, the nearest first}; one query for each row of the table met."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for one in attachments:
        by_kind[one.owner_kind or ""].add(one.owner_id or 0)
    found: dict[tuple[str, int], list[Whose]] = defaultdict(list)
    for owner in OWNERS:
        if ids := by_kind.get(owner.kind):
            ways = _ways(owner)
            named = {f"whose_{way}": F(path) for way, path in ways.items()}
            rows = owner.model._base_manager.filter(pk__in=ids).annotate(**named)
            for pk, *led in rows.values_list("pk", *named):
                found[owner.kind, pk] += [Whose(way, to) for way, to in zip(ways, led, strict=True) if to]
    return {one.pk: found[one.owner_kind or "", one.owner_id or 0] for one in attachments}


def _ways(owner: Owner) -> dict[str, str]:
    """Return the ways that lead on from a kind, the nearest first."""
    return {way: path for way in WAYS if (path := getattr(owner, way))}
