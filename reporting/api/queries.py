"""What is a firm's own, row by row: what `visible_to` shows its people, and of that what is its own alone."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Q, QuerySet

from applications.models import Application
from core.users.permissions import Verdict
from core.workflow import clock
from disbursements.models import Grant, PassThrough, PaymentRequest
from firms.models import Firm
from programs.models import Member
from reporting.api.desk import Desk
from reporting.api.models import Token
from reporting.api.operations.tokens import digest_of
from reporting.api.permissions import is_answered_for
from reporting.claims.models import Claim
from reporting.statements.models import Statement


class Bearer(NamedTuple):
    """A genuine token, and whether its maker still answers for it."""

    token: Token
    verdict: Verdict


def bearer_of(secret: str, at: dt.datetime) -> Bearer | None:
    """Return the standing token with this secret, or None: two queries, however many tokens there are."""
    found = Token.objects.standing(clock.day(at)).select_related("firm", "made_by")
    token = found.filter(digest=digest_of(secret)).first()
    return Bearer(token, is_answered_for(token, at=at)) if token else None


def consortia(firm: Firm, at: dt.datetime) -> QuerySet[Member]:
    """Return the firm's places in consortia."""
    found: QuerySet[Member] = Member.objects.visible_to(Desk(firm.pk), at).filter(firm=firm)
    return found.select_related("consortium__program", "consortium__call", "consortium__anchor")


def applications(firm: Firm, at: dt.datetime) -> QuerySet[Application]:
    """Return the firm's plans and applications, its drafts too."""
    found: QuerySet[Application] = Application.objects.visible_to(Desk(firm.pk), at).filter(firm=firm)
    return found.select_related("call", "consortium")


def grants(firm: Firm, at: dt.datetime) -> QuerySet[Grant]:
    """Return the grants that the firm holds."""
    found: QuerySet[Grant] = Grant.objects.visible_to(Desk(firm.pk), at).filter(firm=firm)
    return found.select_related("application", "consortium__program")


def payments(firm: Firm, at: dt.datetime) -> QuerySet[PaymentRequest]:
    """Return what was asked for against the grants that the firm holds."""
    found: QuerySet[PaymentRequest] = PaymentRequest.objects.visible_to(Desk(firm.pk), at)
    return found.filter(grant__firm=firm).select_related("grant")


def passed_on(firm: Firm, at: dt.datetime) -> QuerySet[PassThrough]:
    """Return the money that the firm passed on, and what was passed on to it."""
    own = Q(payer__firm=firm) | Q(receiver__firm=firm)
    found: QuerySet[PassThrough] = PassThrough.objects.visible_to(Desk(firm.pk), at).filter(own)
    return found.select_related("payer__firm", "receiver__firm")


def statements(firm: Firm, at: dt.datetime) -> QuerySet[Statement]:
    """Return the firm's statements of reductions."""
    found: QuerySet[Statement] = Statement.objects.visible_to(Desk(firm.pk), at).filter(firm=firm)
    return found.select_related("measure", "lot")


def claims(firm: Firm, at: dt.datetime) -> QuerySet[Claim]:
    """Return the claims to tonnes that the firm made."""
    found: QuerySet[Claim] = Claim.objects.visible_to(Desk(firm.pk), at).filter(claimant=firm)
    return found.select_related("consortium", "program")
