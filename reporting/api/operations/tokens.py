"""Making a token, revoking it, noting that it was used."""

import datetime as dt
import hashlib
import secrets

from django.db.models import Q

from core.ui.formats import day as shown
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from firms.models import Firm
from reporting.api import permissions, refusals
from reporting.api.models import Token

#: what every token begins with, so that people and scanners recognise one that got lost
PREFIX = "sccp_"
#: tokens of one firm that stand at a time
MOST = 20
#: days that a token works at most
LONGEST = dt.timedelta(days=366)
#: how exactly it is known when a token was last used
USE_STEP = dt.timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """Return the hash under which a token is kept: 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


@operation
def make_token(*, firm: Firm, name: str, expires_on: dt.date, by: User, at: dt.datetime) -> tuple[Token, str]:
    """
    Make a token for the firm; return it and its secret, which is never seen again.

    :raises NotAllowed: if `by` does not represent the firm.
    :raises ExpiryOutOfRange: if its last day has passed or is more than 366 days ahead.
    :raises TooMany: if the firm has 20 that stand.
    """
    firm = Firm.objects.lock(firm.pk)
    require(permissions.may_connect, by, firm, at=at)
    today = clock.day(at)
    if not today <= expires_on <= today + LONGEST:
        raise refusals.ExpiryOutOfRange(field="expires_on", latest=shown(today + LONGEST))
    if Token.objects.standing(today).filter(firm=firm).count() >= MOST:
        raise refusals.TooMany(most=MOST)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        firm=firm, name=" ".join(name.split()), digest=digest_of(secret), beginning=secret[: len(PREFIX) + 4],
        expires_on=expires_on, made_at=at, made_by=by,
    )  # fmt: skip
    return token, secret


@operation
def revoke_token(*, token: Token, by: User, at: dt.datetime) -> Token:
    """
    Let a token work no more, from now on.

    :raises NotAllowed: if `by` does not represent the firm, or it was revoked before.
    """
    token = Token.objects.lock(token.pk)
    require(permissions.may_revoke, by, token, at=at)
    token.revoked_at, token.revoked_by = at, by
    token.save(update_fields=["revoked_at", "revoked_by"])
    return token


@operation
def note_use(*, token: Token, by: User, at: dt.datetime) -> bool:
    """Note that a token was used, at most once a minute; say whether it was noted. `by` is who made it."""
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - USE_STEP)
    return bool(Token.objects.filter(stale, pk=token.pk).update(last_used_at=at))
