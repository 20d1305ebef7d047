"""How often one address may ask for what costs something, or what could be guessed."""

import logging
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: counts and sets the end of the counting time in one step, so that no counter stands without an end
_COUNT = """
local count = redis.call('INCR', KEYS[1])
if redis.call('TTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
"""


@dataclass(frozen=True)
class Throttle:
    """So many requests within so many seconds, counted in Redis for all processes together."""

    name: str
    most: int
    seconds: int

    def allows(self, request: HttpRequest, who: str = "") -> bool:
        """
        Count this request and return whether `who` (or the caller's address) may still ask.

        While Redis can't be asked everybody may: a limit protects pages that have no other need of it.
        """
        key = f"throttle:{self.name}:{who or get_adapter().get_client_ip(request)}"
        try:
            return self._count(key) <= self.most
        except RedisError as error:
            logger.error("Nothing is counted for the limit %s: %s", self.name, type(error).__name__)
            return True

    def _count(self, key: str) -> int:
        """Return how often it was asked since the counting began; Django's own `incr` takes two steps."""
        kept = cache.make_and_validate_key(key)
        backend: Any = cache
        count: int = backend._cache.get_client(kept, write=True).eval(_COUNT, 1, kept, self.seconds)
        return count
