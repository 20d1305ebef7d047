"""Whom an item reaches, how they want to hear of it, and what stands in a person's digest."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.inbox import registry
from core.inbox.ladder import SOON
from core.inbox.models import Choice, Item, ItemQuerySet, Nudge, NudgeKind, Question
from core.inbox.registry import How
from core.users.models import OFFICIALS, Delegation, RoleAssignment, User
from core.users.scopes import ScopeKind
from core.workflow import clock

#: a letter names so many things; whoever has more finds the rest in the work list
MOST_IN_DIGEST = 100


@dataclass(frozen=True)
class Heading:
    """Items under one heading, in their order."""

    label: Any
    things: list[Item]
    is_overdue: bool = False


def under_headings(items: Iterable[Item], today: dt.date) -> list[Heading]:
    """Return items as the home page groups them: first what is overdue, then by what they are about."""
    late: list[Item] = []
    rest: dict[registry.Group, list[Item]] = defaultdict(list)
    for item in items:
        is_late = item.due_on is not None and item.due_on < today
        (late if is_late else rest[registry.subject(item.subject_kind).group]).append(item)
    found = [Heading(_("Overdue"), late, is_overdue=True)] if late else []
    return found + [Heading(group.label, rest[group]) for group in sorted(rest, key=lambda one: one.order)]


def addressees(to: Any, at: dt.datetime) -> list[User]:
    """Return the active people an item (or an Addressee of a letter) reaches on the day of the moment."""
    today, scope_kind = clock.day(at), to.scope_kind
    if to.user:
        acts = {held.scope_id for held in to.user.assignments_on(today) if held.scope_kind == ScopeKind.FIRM}
        if to.user.is_active and (to.scope_id is None or to.scope_id in acts):
            return [to.user]
        if to.scope_id is None:
            return []
        scope_kind = ScopeKind.FIRM
    held = Q(assignments__scope_kind=scope_kind, assignments__scope_id=to.scope_id)
    if to.role:
        held = (held | Q(assignments__scope_kind=ScopeKind.EVERYTHING)) & Q(assignments__role=to.role)
    held &= Q(assignments__valid_from__lte=today)
    held &= Q(assignments__valid_until__isnull=True) | Q(assignments__valid_until__gte=today)
    return list(User.objects.filter(held, is_active=True).distinct().order_by("pk"))


def stood_in_for(user: Any, at: dt.datetime) -> list[tuple[Item, Delegation]]:
    """
    Return the open work of others for whom a person stands in on the day, most urgent first, each with why.

    Only what a stand-in may do in the other's role within its office, and what does not wait for the person
    anyway.
    """
    day = clock.day(at)
    standing = Delegation.objects.filter(stand_in=user).standing(day).select_related("giver").order_by("pk")
    lent = [one for one in standing if _is_lent(user, one, day)]
    if not lent:
        return []
    kinds = [code for code, kind in registry.kinds().items() if kind.by_stand_ins]
    places = (Q(role=one.role, scope_kind=ScopeKind.OFFICE, scope_id=one.office_id) for one in lent)
    items = Item.objects.open().filter(reduce(or_, places), kind__in=kinds, is_notice=False)
    own = Item.objects.open().visible_to(user, at).values("pk")
    why = {(one.role, one.office_id): one for one in reversed(lent)}
    return [(item, why[item.role, item.scope_id or 0]) for item in items.exclude(pk__in=own).by_urgency()]


def _is_lent(user: Any, delegation: Delegation, day: dt.date) -> bool:
    """Say whether the giver still holds the role in its office on the day, and the person works there."""
    office = (ScopeKind.OFFICE, delegation.office_id)
    gives = delegation.giver.is_active and delegation.giver.scopes_in({delegation.role}, day).covers(office)
    return bool(gives and user.scopes_in(set(OFFICIALS), day).covers(office))


def told_at_once(item: Item, at: dt.datetime) -> list[User]:
    """Return those of an item's addressees who hear of its kind at once."""
    people, kind = addressees(item, at), registry.kind(item.kind)
    rows = Choice.objects.filter(user__in=people, kind=item.kind)
    chosen = dict(rows.values_list("user", "how"))
    return [user for user in people if kind.how(chosen.get(user.pk)) == How.AT_ONCE]


def choices_of(user: Any) -> dict[str, How]:
    """Return how a person hears of every kind: as chosen, else as the kind says; at once, by law."""
    chosen = dict(Choice.objects.filter(user=user).values_list("kind", "how"))
    return {code: kind.how(chosen.get(code)) for code, kind in registry.kinds().items()}


def _worth_a_digest(since: dt.datetime, until: dt.datetime) -> ItemQuerySet:
    """Return open items that are new, and open work that is due soon or overdue."""
    near = clock.day(until) + dt.timedelta(days=SOON)
    new = Q(opened_at__gt=since, opened_at__lte=until)
    return Item.objects.open().filter(new | Q(is_notice=False, due_on__lte=near, opened_at__lte=until))


def digest_of(user: User, since: dt.datetime, until: dt.datetime) -> tuple[list[Item], int]:
    """Return what stands in a person's digest, the most urgent first, and how many more there are."""
    kinds = [code for code, how in choices_of(user).items() if how == How.DIGEST]
    worth = _worth_a_digest(since, until).visible_to(user, until).filter(kind__in=kinds)
    items = list(worth.select_related("overdue_item").by_urgency()[: MOST_IN_DIGEST + 1])
    more = worth.count() - MOST_IN_DIGEST if len(items) > MOST_IN_DIGEST else 0
    return items[:MOST_IN_DIGEST], more


def readers_of_digests(since: dt.datetime, until: dt.datetime) -> list[int]:
    """Return the ids of the active people with something in their digest, in four queries."""
    addresses = _worth_a_digest(since, until).order_by().values_list(
        "kind", "role", "scope_kind", "scope_id", "user"
    )  # fmt: skip
    reached = _reached(set(addresses.distinct()), clock.day(until))
    chosen = {(user, kind): how for user, kind, how in Choice.objects.values_list("user", "kind", "how")}
    wanted = {
        user for user, kind in reached if registry.kind(kind).how(chosen.get((user, kind))) == How.DIGEST
    }
    active = User.objects.filter(pk__in=wanted, is_active=True)
    return list(active.order_by("pk").values_list("pk", flat=True))


def _reached(addresses: Collection[tuple[Any, ...]], today: dt.date) -> set[tuple[int, str]]:
    """Return (person, kind) of what is addressed to a person or to a role that they hold today."""
    people: dict[tuple[str, str, int | None], set[int]] = defaultdict(set)
    held = RoleAssignment.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
    held = held.filter(valid_from__lte=today, user__is_active=True)
    for user, role, scope_kind, scope_id in held.values_list("user", "role", "scope_kind", "scope_id"):
        people[role, scope_kind, scope_id].add(user)
        people["", scope_kind, scope_id].add(user)
    found: set[tuple[int, str]] = set()
    for kind, role, scope_kind, scope_id, user in addresses:
        named = {user} if user else people[role, scope_kind, scope_id]
        if user and scope_id:
            of_firm = people["", ScopeKind.FIRM, scope_id]
            named = named & of_firm or of_firm
        everywhere = people[role, ScopeKind.EVERYTHING, 0] if role else set()
        found |= {(one, kind) for one in named | everywhere}
    return found


def escalations(items: Iterable[Item]) -> dict[int, Nudge]:
    """Return {item id: to whom its delay was told last}, for the due day it has now."""
    by_id = {item.pk: item for item in items}
    told = Nudge.objects.filter(item__in=by_id, kind=NudgeKind.ESCALATION).order_by("step")
    return {nudge.item_id: nudge for nudge in told if nudge.due_on == by_id[nudge.item_id].due_on}


def offices_of_questions(ids: Collection[int]) -> dict[int, registry.Offices]:
    """Return {question id: the offices that answer for the case it is about}."""
    by_kind: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pk, kind, case in Question.objects.filter(pk__in=ids).values_list("pk", "subject_kind", "subject_id"):
        by_kind[kind][case].append(pk)
    return {
        pk: offices
        for kind, cases in by_kind.items()
        for case, offices in registry.subject(kind).offices(cases.keys()).items()
        for pk in cases[case]
    }
