"""Which plans and applications: adjectives, and who sees what."""

import datetime as dt
from typing import Any, Self

from django.apps import apps
from django.db.models import Q

from applications.permissions_panels import REVIEW
from applications.readers import READERS, Part, Reader
from applications.workflow import Status
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import VersionedQuerySet
from core.workflow.refusals import Gone
from programs.models import GrantKind
from programs.models.programmes import within
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES


def own_firms(user: Any, at: dt.datetime | None = None) -> frozenset[int]:
    """Return the ids of the firms whose own cases this person may see; of nobody, none."""
    if not getattr(user, "is_authenticated", False):
        return frozenset()
    return user.scopes(VIEW_OWN_CASES, clock.day(at or clock.now())).of(ScopeKind.FIRM)


class ApplicationQuerySet(VersionedQuerySet):
    def lock_line(self, pk: int) -> list[Any]:
        """
        Return the case and all above it, the topmost first, locked in this order until the transaction ends.

        Whoever moves money within a chain takes these locks first (docs/ledger.md); a case never changes its
        place, so its line can be read before it is locked. Every case was there before those below it, so
        that the order of their keys is the order of the line.

        :raises Gone: if somebody removed one of them at this very moment.
        """
        line: list[int] = []
        above: int | None = pk
        while above is not None:
            line.insert(0, above)
            row = self.filter(pk=above).values_list("parent_id").first()
            if row is None:
                raise Gone
            above = row[0]
        rows = self.model._base_manager.filter(pk__in=line).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))  # joined, a row may be lost: see `lock`
        found = self.with_names().in_bulk(line)
        if len(found) < len(line):
            raise Gone
        return [found[one] for one in line]

    def lock_tree(self, pk: int) -> list[Any]:
        """Lock the line of a case and everything below it; return the case and those below, parents first."""
        found = [self.lock_line(pk)[-1]]
        level = found
        while level:
            below = self.filter(parent__in=[case.pk for case in level]).order_by("pk")
            level = [self.lock(one) for one in below.values_list("pk", flat=True)]
            found += level
        return found

    def visible_to(
        self, user: Any, at: dt.datetime | None = None, *, part: Part = Part.OUTLINE
    ) -> "ApplicationQuerySet":
        """
        Return the cases of which this person may read the part (see `applications.readers`), or its outline.

        Staff: every case of their programmes that was ever submitted. People of a firm: their own, and, once
        submitted, in outline those of the consortia their firm anchors and those linked under their own.
        Reviewers: what they were drawn for and declared no conflict in, while its panel is open.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        found = Q(pk__in=[])
        for reader in READERS[part]:
            found |= _read_as(reader, user, clock.day(at or clock.now()))
        return self.filter(found)

    def awarded(self) -> "ApplicationQuerySet":
        """Return those whose award stands, accepted or not."""
        return self.filter(status__in=[Status.AWARDED, Status.ACCEPTED])

    def subsidies(self) -> "ApplicationQuerySet":
        """Return applications for money of the budget, direct or handed on."""
        return self.filter(grant_kind__in=[GrantKind.SUBSIDY, GrantKind.INDIRECT])

    def with_names(self) -> Self:
        """Fetch along what a page about a case names."""
        return self.select_related(
            "firm",
            "consortium__anchor",
            "consortium__support_model",
            "call__program__office",
            "call__program__agency",
            "parent__firm",
        )


def _read_as(reader: Reader, user: Any, day: dt.date) -> Q:
    """Return the cases that this person reads as such a reader; nobody but the firm reads its drafts."""
    drafts = Q(status=Status.DRAFTED) | Q(status=Status.WITHDRAWN, submitted_at__isnull=True)
    if reader is Reader.OFFICE:
        return ~drafts & within(user.scopes(VIEW_CASES, day), "call__program")
    if reader is Reader.REVIEWER:
        return ~drafts & _reviewed_by(user, day)
    own = user.scopes(VIEW_OWN_CASES, day).of(ScopeKind.FIRM)
    if reader is Reader.FIRM:
        given = Q(grant_kind=GrantKind.CONTRIBUTION, parent__firm__in=own)
        return Q(firm__in=own) | (~drafts & given)
    return ~drafts & (Q(consortium__anchor__in=own) | Q(parent__firm__in=own))


def _reviewed_by(user: Any, day: dt.date) -> Q:
    """Return the cases this person reads as their reviewer; who reviews nothing is not asked for ties."""
    if not user.scopes(REVIEW, day):
        return Q(pk__in=[])
    reviews = apps.get_model("applications", "Review").objects.readable_by(user, day)
    return Q(pk__in=reviews.values("case__application"))
