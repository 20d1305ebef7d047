"""Whose kept figures a person reads."""

from typing import Any

from django.db.models import Q, QuerySet

from core.users.scopes import ScopeKind
from core.workflow import clock
from firms.models import Firm
from programs.models import Member, Program
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES


def programs_read_by(user: Any) -> QuerySet[Program]:
    """Return the programmes whose cases the person reads as an officer or auditor."""
    scopes = user.scopes(VIEW_CASES, clock.day(clock.now()))
    if scopes.everything:
        return Program.objects.all()
    offices = scopes.of(ScopeKind.OFFICE)
    return Program.objects.filter(
        Q(pk__in=scopes.of(ScopeKind.PROGRAM)) | Q(office__in=offices) | Q(agency__in=offices)
    )


def firms_read_by(user: Any) -> QuerySet[Firm]:
    """
    Return the firms whose energy the person reads: their own, and those of programmes they run.

    What a firm consumes is its process data: its customers don't see it (ADR 22).
    """
    own = user.scopes(VIEW_OWN_CASES, clock.day(clock.now())).of(ScopeKind.FIRM)
    run = Member.objects.filter(consortium__program__in=programs_read_by(user)).values("firm")
    return Firm.objects.filter(Q(pk__in=own) | Q(pk__in=run))
