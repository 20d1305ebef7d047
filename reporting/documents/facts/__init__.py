"""Everything an audit dossier states, as one plain structure, and the hash over it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection, transaction

from programs.models import Consortium
from reporting.dashboards import flow
from reporting.dashboards.queries.chain import Node, whole_tree
from reporting.documents.facts import afterwards, cases, keeping, measures, money, parties, settling


@dataclass(frozen=True)
class Facts:
    """The plain structure (texts, integers, decimals, dates), and the tree for the drawing."""

    plain: dict[str, Any]
    tree: Node

    @cached_property
    def canonical(self) -> bytes:
        """The facts as JSON in one canonical form: a document carries it, for anybody to hash."""
        text = json.dumps(
            self.plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_canonical
        )
        return text.encode()

    @property
    def sha256(self) -> str:
        """The SHA-256 over the canonical form, hexadecimal."""
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def as_of(self) -> dt.datetime:
        """The moment of the last fact: unlike the moment of asking, it is the same whenever one asks."""
        return max(_moments(self.plain))

    @property
    def flow(self) -> flow.Flow | None:
        """The drawing of the chain, from the same figures."""
        return flow.draw(self.tree)


def collect(consortium: Consortium) -> Facts:
    """
    Return the facts of a chain, read at one moment.

    They hold codes instead of words, so that both languages state the same facts under the same hash.
    """
    with transaction.atomic():
        if not connection.savepoint_ids:  # within another transaction, that one's moment counts
            _see_one_moment()
        chain = cases.chain_of(consortium)
        plain = {
            **parties.collect(consortium),
            **cases.collect(chain),
            **afterwards.collect(chain),
            **money.collect(chain),
            **settling.collect(chain),
            **keeping.collect(chain),
            **measures.collect(chain),
        }
        plain["totals"] = money.totals(plain)
        tree = whole_tree(consortium)
    return Facts(plain, tree)


def _see_one_moment() -> None:
    """Let all queries of this transaction see the same moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _moments(value: Any) -> Iterator[dt.datetime]:
    """Yield every moment that stands in the facts, at any depth."""
    if isinstance(value, dt.datetime):
        yield value
    elif isinstance(value, dict):
        yield from _moments(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _moments(part)


def _canonical(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    raise TypeError(f"no canonical form of {type(value).__name__}")
