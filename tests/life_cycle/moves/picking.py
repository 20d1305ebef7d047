"""Picking the case a move is about."""

import uuid
from random import Random
from typing import Any

from django.db.models import QuerySet

from core.evidence.models import Attachment
from core.users.models import User
from tests.factories.cases import paper as small_paper


class NothingToDo(Exception):
    """There is no case of that kind yet."""


class Straight(Random):
    """Chance without chance: always the newest case, never a detour; amounts stay random."""

    def random(self) -> float:
        return 0.75

    def choice(self, seq: Any) -> Any:
        return seq[0]


def pick(rng: Random, ready: QuerySet, otherwise: QuerySet | None = None) -> Any:
    """Return a case that is ready, or one time in twenty any other, so that refusals are played as well."""
    if otherwise is not None and rng.random() < 0.05:
        ready = otherwise
    ids = list(ready.order_by("-pk").values_list("pk", flat=True)[:40])
    if not ids:
        raise NothingToDo
    return ready.model.objects.get(pk=rng.choice(ids))


def paper(by: User) -> Attachment:
    """Hand in a paper that is like no other."""
    return small_paper(by, content=f"%PDF-1.4\n% {uuid.uuid4()}\n%%EOF\n".encode())


def number(rng: Random) -> str:
    """Return an approval number of an e-tax invoice, or a bank reference, that nobody used."""
    return f"{rng.getrandbits(64):024d}"[-24:]


def won(rng: Random, most: int) -> int:
    """Return an amount of at least one won."""
    return rng.randint(1, max(1, most))
