"""What waits: for me, by subject and most urgent first; for others, on cases that I may see."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application, AwardCondition, Objection
from core.inbox.models import Item, Nudge
from core.inbox.queries import escalations, stood_in_for, under_headings
from core.ui.formats import day
from core.users.models import Delegation, Office, Role, User
from core.users.scopes import ScopeKind
from core.workflow import clock
from disbursements.models import (
    ChangeRequest,
    EntityAudit,
    FiscalYearClose,
    Grant,
    InKind,
    PassThrough,
    PaymentRequest,
    PledgeGift,
)
from firms.models import Firm
from programs.models import AttributionAgreement, Consortium, Member, Program
from reporting.statements.models import Statement

#: a page of work: whoever has more does the most urgent first
MOST_SHOWN = 200
MOST_OF_OTHERS = 30


@dataclass(frozen=True)
class Work:
    """One thing that waits, as the component `worklist` reads it."""

    title: str
    href: str
    about: str
    whose: str
    due_on: Any
    is_overdue: bool
    since: Any
    is_soon: bool = False
    escalated: str = ""
    stands_in: str = ""


@dataclass(frozen=True)
class Group:
    """Work of one subject, most urgent first."""

    label: Any
    works: list[Work]
    is_overdue: bool = False


@dataclass(frozen=True)
class Subject:
    """What items of a subject kind are about: which of them a person sees, and the page of each."""

    visible: Callable[[Any], QuerySet[Any]]
    address: Callable[[Item], str]


def _at(url_name: str) -> Callable[[Item], str]:
    return lambda item: reverse(url_name, args=[item.subject_public_id])


SUBJECTS: dict[str, Subject] = {
    "application": Subject(Application.objects.visible_to, _at("applications:detail")),
    "condition": Subject(AwardCondition.objects.visible_to, _at("applications:detail")),
    "objection": Subject(Objection.objects.visible_to, _at("applications:objection")),
    "payment": Subject(PaymentRequest.objects.visible_to, _at("disbursements:payment")),
    "grant": Subject(Grant.objects.visible_to, _at("disbursements:grant")),
    "change": Subject(ChangeRequest.objects.visible_to, _at("disbursements:change")),
    "pass_through": Subject(PassThrough.objects.visible_to, _at("disbursements:pass_through")),
    "pledge_gift": Subject(PledgeGift.objects.visible_to, _at("disbursements:pledge_gift")),
    "year_close": Subject(FiscalYearClose.objects.visible_to, _at("disbursements:year_close")),
    "in_kind": Subject(InKind.objects.visible_to, _at("disbursements:in_kind")),
    "audit": Subject(EntityAudit.objects.visible_to, _at("disbursements:audit")),
    "statement": Subject(Statement.objects.visible_to, _at("statements:detail")),
    "consortium": Subject(Consortium.objects.visible_to, _at("dashboards:consortium")),
    "shares": Subject(AttributionAgreement.objects.visible_to, _at("programs:shares")),
    "member": Subject(Member.objects.visible_to, lambda item: ""),
}


def mine(user: Any) -> list[Group]:
    """
    Return what waits for the person: first what is overdue, then by subject, most urgent first.

    What waits for somebody for whom the person stands in is among it, marked as such.
    """
    at = clock.now()
    own = list(Item.objects.open().visible_to(user).filter(is_notice=False).by_urgency()[:MOST_SHOWN])
    others = dict(stood_in_for(user, at)[:MOST_SHOWN])
    items = sorted([*own, *others], key=lambda item: (item.due_on or dt.date.max, item.pk))
    whose, told = addressees(items), escalations(items)
    return [
        Group(
            heading.label,
            [_work(item, whose, told, standing=others.get(item)) for item in heading.things],
            heading.is_overdue,
        )
        for heading in under_headings(items, clock.day(at))
    ]


def _work(
    item: Item,
    whose: dict[int, str],
    told: dict[int, Nudge],
    href: str | None = None,
    standing: Delegation | None = None,
) -> Work:
    nudge = told.get(item.pk)
    escalated = (
        _("told to %(whom)s on %(day)s") % {"whom": nudge.get_tier_display(), "day": day(nudge.at)}
        if nudge
        else ""
    )
    return Work(
        title=item.title,
        href=item.href if href is None else href,
        about=item.about,
        whose=whose[item.pk],
        due_on=item.due_on,
        is_overdue=item.is_overdue,
        since=item.opened_at,
        is_soon=item.is_soon,
        escalated=escalated,
        stands_in=_stands_in(standing) if standing else "",
    )


def _stands_in(standing: Delegation) -> str:
    """Say for whom it is done, and until when."""
    said = {"name": standing.giver.get_full_name(), "day": day(standing.valid_until)}
    return _("you stand in for %(name)s until %(day)s") % said


def of_others(user: Any, **subjects: Any) -> list[Work]:
    """
    Return what waits for somebody else on cases the person may see, most urgent first, once per case.

    `subjects` narrows it by subject kind: to a query for ids, or to a list of ids of cases that this person
    was found to see: `of_others(user, grant=[1])`.
    """
    about = Q()
    for kind, subject in SUBJECTS.items():
        if subjects and kind not in subjects:
            continue
        ids = subjects.get(kind)
        if not isinstance(ids, list):
            seen = subject.visible(user) if ids is None else subject.visible(user).filter(pk__in=ids)
            ids = seen.order_by().values("pk")
        about |= Q(subject_kind=kind, subject_id__in=ids)
    open_items = Item.objects.open().filter(is_notice=False)
    own = Item.objects.open().visible_to(user).values("pk")
    stood_in = [item.pk for item, _standing in stood_in_for(user, clock.now())]
    open_items = open_items.exclude(pk__in=stood_in)
    items = list(open_items.filter(about).exclude(pk__in=own).by_urgency()[: 2 * MOST_OF_OTHERS])
    once = list({(i.kind, i.subject_kind, i.subject_id): i for i in reversed(items)}.values())[::-1]
    whose, told = addressees(once), escalations(once)
    return [
        _work(item, whose, told, SUBJECTS[item.subject_kind].address(item)) for item in once[:MOST_OF_OTHERS]
    ]


def addressees(items: Iterable[Item]) -> dict[int, str]:
    """Return {item id: whose turn it is, in words}, in one query per kind of scope."""
    items = list(items)
    ids: dict[str, set[int]] = defaultdict(set)
    for item in items:
        if item.scope_id:
            ids[ScopeKind.FIRM if item.is_of_firm else item.scope_kind].add(item.scope_id)
    names: dict[tuple[str, int | None], str] = {}
    for kind, model in ((ScopeKind.FIRM, Firm), (ScopeKind.OFFICE, Office), (ScopeKind.PROGRAM, Program)):
        if ids[kind]:
            names |= {(kind, row.pk): str(row) for row in model.objects.filter(pk__in=ids[kind])}
    people = {item.user_id for item in items if item.user_id}
    persons = {user.pk: str(user) for user in User.objects.filter(pk__in=people)} if people else {}
    left = _left_behind(items)
    return {
        item.pk: names.get((ScopeKind.FIRM, item.scope_id), "")
        if item.pk in left
        else _whose(item, names, persons)
        for item in items
    }


def _left_behind(items: list[Item]) -> set[int]:
    """Return the ids of what waits for people who left its firm: whose turn it is now, is the firm's."""
    ids = [item.pk for item in items if item.is_of_firm]
    found = Item.objects.filter(pk__in=ids).left_behind(clock.day(clock.now()))
    return set(found.values_list("pk", flat=True)) if ids else set()


def _whose(item: Item, names: dict[tuple[str, int | None], str], persons: dict[int, str]) -> str:
    if item.user_id:
        return persons.get(item.user_id, "")
    role = str(Role(item.role).label) if item.role else ""
    return " · ".join(filter(None, [names.get((item.scope_kind, item.scope_id), ""), role]))
