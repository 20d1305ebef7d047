"""How often one address may ask for what costs something, or what could be guessed."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Throttle:
    """So many requests within so many seconds, counted in Redis for all processes together."""

    name: str
    most: int
    seconds: int

    def allows(self, request: HttpRequest) -> bool:
        """Count this request and return whether it is one of those allowed to the caller's address."""
        key = f"throttle:{self.name}:{get_adapter().get_client_ip(request)}"
        cache.add(key, 0, timeout=self.seconds)
        try:
            return cache.incr(key) <= self.most
        except ValueError:  # the time ran out between the two
            return True
