"""How the rows of a pack differ from those of the pack before. Pure: values in, values out."""

import hashlib
import json
from collections.abc import Mapping

from reporting.exports.steps import Value

Row = Mapping[str, Value]


def fingerprint(row: Row) -> str:
    """Return the SHA-256 over a row's values."""
    return hashlib.sha256(json.dumps(row, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def differing(before: Row, now: Row) -> dict[str, Value]:
    """Return {heading: value before} of what is otherwise now, a column that came or went included."""
    headings = [*now, *(heading for heading in before if heading not in now)]
    return {heading: before.get(heading) for heading in headings if before.get(heading) != now.get(heading)}
