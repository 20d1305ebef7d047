"""Reminding of work, telling the next responsible of what is late, choosing how to hear of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from core.inbox import ladder, registry
from core.inbox.ladder import Rung, Tier
from core.inbox.models import Choice, DigestDay, Item, Nudge, NudgeKind
from core.inbox.operations.items import Addressee, close_keys, firm, office, open_item, person
from core.inbox.queries import readers_of_digests
from core.inbox.refusals import AlwaysByLaw, NoSuchKind
from core.jobs import registry as registry_of_jobs
from core.jobs.operations import enqueue
from core.users.models import Role, User
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.operations import operation

#: items looked at in one transaction
PAGE = 200
#: news is never older than this in a digest, however long nobody sent any
LONGEST_SILENCE = dt.timedelta(days=7)
OVERDUE = "work_overdue"

Told = dict[tuple[int, str], set[int]]


@operation
def nudge(*, after: int = 0, by: User, at: dt.datetime) -> int | None:
    """
    Remind of what is due and tell of what is late, for the next page of open work behind the id `after`.

    What can't be done any more leaves the inboxes instead. Twice on one day changes nothing. Returns the last
    id of the page, or None when there is no more.
    """
    today = clock.day(at)
    furthest = max((day for kind in registry.kinds().values() for day in kind.reminds), default=0)
    near = Item.objects.open().filter(is_notice=False, due_on__lte=today + dt.timedelta(days=furthest))
    items = list(near.filter(pk__gt=after, opened_at__lte=at).order_by("pk")[:PAGE])
    told, offices, over = _told(items), _offices(items), _over(items, at)
    close_keys(*(item.key for item in items if item.pk in over), by=by, at=at)
    for item in items:
        if item.pk in over:
            continue
        _remind(item, today, told[item.pk, NudgeKind.REMINDER], at=at)
        _escalate(item, today, told[item.pk, NudgeKind.ESCALATION], offices.get(item.pk), at=at)
    return items[-1].pk if items else None


def _told(items: Iterable[Item]) -> Told:
    """Return the steps that were told of each item for the due day it has now."""
    due = {item.pk: item.due_on for item in items}
    told: Told = defaultdict(set)
    for row in Nudge.objects.filter(item__in=due):
        if row.due_on == due[row.item_id]:
            told[row.item_id, row.kind].add(row.step)
    return told


def _over(items: Iterable[Item], at: dt.datetime) -> set[int]:
    """Return the ids of the work that can't be done any more, asking once per kind."""
    by_kind: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        by_kind[item.kind][item.subject_id].append(item.pk)
    found: set[int] = set()
    for code, ids in by_kind.items():
        over = registry.kind(code).over
        found |= {pk for subject_id in over(ids.keys(), at) for pk in ids[subject_id]} if over else set()
    return found


def _offices(items: Iterable[Item]) -> dict[int, registry.Offices]:
    """Return {item id: the offices that answer for its case}, asking once per kind of case."""
    by_kind: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        by_kind[item.subject_kind][item.subject_id].append(item.pk)
    return {
        pk: offices
        for subject_kind, ids in by_kind.items()
        for subject_id, offices in registry.subject(subject_kind).offices(ids.keys()).items()
        for pk in ids[subject_id]
    }


def _remind(item: Item, today: dt.date, told: set[int], *, at: dt.datetime) -> None:
    days, opened_on = registry.kind(item.kind).reminds, clock.day(item.opened_at)
    step = ladder.reminder_due(opened_on=opened_on, due_on=_due(item), today=today, days=days, told=told)
    if step is None or not _first(item, NudgeKind.REMINDER, step, at=at):
        return
    key = f"inbox_reminder:{item.pk}:{item.due_on}:{step}"
    enqueue("inbox_reminder", key=key, item_id=item.pk, due_on=f"{item.due_on}")


def _escalate(
    item: Item, today: dt.date, told: set[int], offices: registry.Offices | None, *, at: dt.datetime
) -> None:
    climbs = registry.kind(item.kind).climbs
    rungs = ladder.ladder(ScopeKind.FIRM if item.is_of_firm else item.scope_kind, item.role)
    rungs = tuple(rung for rung in rungs if climbs or rung.tier == Tier.REPRESENTATIVES)
    for step, rung in ladder.rungs_due(due_on=_due(item), today=today, rungs=rungs, told=told):
        everybody = _of_tier(item, rung, offices)
        if not everybody or not _first(item, NudgeKind.ESCALATION, step, tier=rung.tier, at=at):
            continue
        for number, to in enumerate(everybody):
            open_item(
                key=f"{OVERDUE}:{item.pk}:{item.due_on}:{step}:{number}",
                kind="work_overdue",
                subject=_Case(item.subject_id, item.subject_public_id),
                subject_kind=item.subject_kind,
                about=item.about,
                to=to,
                is_notice=True,
                overdue_item=item,
                at=at,
            )


def _due(item: Item) -> dt.date:
    assert item.due_on is not None  # noqa: S101 - only work with a due day is looked at
    return item.due_on


class _Case:
    """The case of an item, as far as an item of its own needs it."""

    def __init__(self, pk: int, public_id: str) -> None:
        self.pk, self.public_id = pk, public_id


def _first(item: Item, what: NudgeKind, step: int, *, tier: str = "", at: dt.datetime) -> bool:
    """Write down that this is told now; False if it was."""
    _row, is_first = Nudge.objects.get_or_create(
        item=item, kind=what, due_on=_due(item), step=step, defaults={"tier": tier, "at": at}
    )
    return is_first


def _of_tier(item: Item, rung: Rung, offices: registry.Offices | None) -> list[Addressee]:
    """Return who is told next; nobody where no office answers for the case."""
    if rung.tier == Tier.REPRESENTATIVES:
        assert item.scope_id is not None  # noqa: S101 - a step of the ladders of firms alone
        return [firm(item.scope_id, Role.REPRESENTATIVE)]
    if offices is None:
        return []
    ministry, agency = offices
    if rung.tier == Tier.APPROVERS:
        return [office(ministry, Role.APPROVING_OFFICER)]
    with_agency = rung.tier == Tier.HANDLERS and agency
    return [
        office(ministry, Role.OFFICER),
        *([office(agency, Role.AGENCY_OFFICER)] if with_agency and agency else []),
    ]


@operation
def begin_digests(*, by: User, at: dt.datetime) -> DigestDay:
    """
    Ask for the digests of the day, one per person who has something to read; once a day, whoever asks.

    They tell of what was opened since those of the day before, or of the last week if nobody sent any.
    """
    day = clock.day(at)
    before = DigestDay.objects.filter(day__lt=day).last()
    since = max(before.until_at, at - LONGEST_SILENCE) if before else at - dt.timedelta(days=1)
    found, created = DigestDay.objects.get_or_create(day=day, defaults={"since_at": since, "until_at": at})
    for user_id in readers_of_digests(found.since_at, found.until_at) if created else []:
        enqueue("inbox_digest", key=f"inbox_digest:{day}:{user_id}", user_id=user_id, digest_day_id=found.pk)
    return found


@operation
def choose(*, choices: dict[str, str], by: User, at: dt.datetime) -> None:
    """
    Write down how the person wants to hear of kinds of items: {kind: how}. Everybody chooses for themselves.

    :raises NoSuchKind: if there is no such kind of item, or no such way.
    :raises AlwaysByLaw: if the law wants that kind told at once.
    """
    kinds = registry.kinds()
    for code, how in choices.items():
        if code not in kinds or how not in registry.How.values:
            raise NoSuchKind
        if kinds[code].is_legal:
            raise AlwaysByLaw(title=str(kinds[code].title))
        Choice.objects.update_or_create(user=by, kind=code, defaults={"how": how})


def tell_of_failure(job: Any, at: dt.datetime) -> None:
    """Tell whoever waits for a job that it has failed for good; call it within what ends the job."""
    if job.requested_by is None:
        return
    open_item(
        key=f"job_failed:{job.pk}:{job.attempt}",
        kind="job_failed",
        subject=job,
        subject_kind="job",
        about=str(registry_of_jobs.title_of(job.kind)),
        to=person(job.requested_by),
        at=at,
        is_notice=True,
    )
