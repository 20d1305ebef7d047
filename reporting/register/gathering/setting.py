"""The programmes, calls and consortia that public records name, read once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, OuterRef, Subquery

from applications.models import Application, Kind
from applications.workflow import Status
from core.workflow import clock
from programs.models import Call, Consortium, Member, Program
from reporting.register import public


@dataclass(frozen=True)
class Setting:
    """What public records stand in, by id."""

    programs: Mapping[int, Program]
    calls: Mapping[int, Call]
    consortia: Mapping[int, Consortium]
    #: consortium → number of firms that joined, the anchor included
    firms: Mapping[int, int]
    #: consortium → the day its plan was selected
    selected_on: Mapping[int, dt.date | None]

    @classmethod
    def read(cls) -> Self:
        """Return the setting of now, in five queries; nothing in it grows with the grants."""
        consortia = public.consortia().select_related("anchor", "support_model").order_by("pk")
        shown = public.consortia().order_by().values("pk")
        members = Member.objects.filter(consortium__in=shown).joined()
        joined = members.order_by().values_list("consortium_id").annotate(Count("pk"))
        plans = Application.objects.filter(kind=Kind.PLAN, status=Status.SELECTED, consortium__in=shown)
        return cls(
            programs={p.pk: p for p in public.programs().select_related("office").order_by("pk")},
            calls={c.pk: c for c in public.calls().select_related("program").order_by("pk")},
            consortia={consortium.pk: consortium for consortium in consortia},
            firms=dict(joined),
            selected_on={pk: day_of(at) for pk, at in plans.values_list("consortium_id", "decided_at")},
        )

    def of_program(self, program_id: int) -> dict[str, Any]:
        """Return the fields that name a record's programme."""
        program = self.programs[program_id]
        names = {"program_ko": program.name_ko, "program_en": program.name_en}
        return {"program": program.public_id, **names}

    def of_consortium(self, consortium_id: int) -> dict[str, Any]:
        """Return the fields that name a record's consortium, and its programme."""
        consortium = self.consortia[consortium_id]
        whose = {"consortium": consortium.public_id, "consortium_name": consortium.name}
        return {**self.of_program(consortium.program_id), **whose}


def tier_of(consortium: str, firm: str) -> Subquery:
    """Return, to annotate rows with, the tier of a firm in a consortium, whose ids have these paths."""
    member = Member.objects.filter(consortium=OuterRef(consortium), firm=OuterRef(firm))
    return Subquery(member.values("tier"))


def day_of(at: dt.datetime | None) -> dt.date | None:
    """Return the day of a moment in Seoul, if there is one."""
    return clock.day(at) if at else None


def written(day: dt.date | None) -> str | None:
    """Return a day as a record holds it: 2026-05-19."""
    return day.isoformat() if day else None
