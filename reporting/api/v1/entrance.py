"""Who comes in: a token with a firm behind it, and nobody more often than a minute allows."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from core.users.throttle import Throttle
from core.workflow import clock
from reporting.api import operations, queries
from reporting.api.models import Token
from reporting.api.v1.problems import MayNot, TooOften

MINUTE = dt.timedelta(minutes=1)
#: requests a minute: of one address without a token, of one address with any tokens, and of one token
PUBLIC = Throttle("api-public", most=120, seconds=60)
KNOCKS = Throttle("api-knocks", most=600, seconds=60)
OWN = Throttle("api-own", most=120, seconds=60)


class FirmToken(HttpBearer):
    """The token of a firm, made on the firm's page."""

    def __call__(self, request: HttpRequest) -> Any:
        """
        Return the token that the request bears, or None.

        :raises TooOften: if its address or the token asks more often than a minute allows.
        """
        if not KNOCKS.allows(request):  # counted before the database is asked: guessing costs us nothing
            raise TooOften(MINUTE)
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """
        Return the token with this secret, and note that it was used.

        :raises MayNot: if its maker does not represent the firm any more.
        :raises TooOften: if it asks more often than a minute allows.
        """
        at = clock.now()
        bearer = queries.bearer_of(token, at) if token.isascii() else None
        if bearer is None:
            return None
        if not bearer.verdict:
            raise MayNot
        if not OWN.allows(request, who=bearer.token.public_id):
            raise TooOften(MINUTE)
        operations.note_use(token=bearer.token, by=bearer.token.made_by, at=at)
        return bearer.token


class PublicPace(BaseThrottle):
    """Lets one address ask for public data so often a minute."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request and say whether it is one of those allowed."""
        return PUBLIC.allows(request)

    def wait(self) -> float:
        """Return how many seconds to wait."""
        return MINUTE.total_seconds()
