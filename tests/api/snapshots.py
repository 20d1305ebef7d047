"""Made-up snapshots of the public register: every public field of every kind, filled."""

from typing import Any

from reporting.api.v1.public import schema_of
from reporting.register.models import Content, Record, Snapshot
from reporting.register.public import PUBLIC_FIELDS, RecordKind
from tests.factories.people import MOMENT


def record(kind: RecordKind, number: int, **more: Any) -> dict[str, Any]:
    """Return a made-up record with exactly the public fields of its kind."""
    fields: dict[str, Any] = {}
    for name in PUBLIC_FIELDS[kind]:
        if name.startswith("is_"):
            fields[name] = False
        elif name.endswith(("_won", "_kg")) or schema_of(kind).model_fields[name].annotation == (int | None):
            fields[name] = number
        else:
            fields[name] = "2026-02-02" if name.endswith("_on") else f"{name} {number}"
    return {**fields, "id": f"{number:016d}", **more}


def snapshot_with(name: str, rows: int = 3) -> Snapshot:
    """Return a snapshot with so many records of every kind."""
    content = Content.objects.create(sha256=name * 64, records_number=6 * rows)
    Record.objects.bulk_create(
        Record(content=content, kind=kind, position=number, data=record(kind, number))
        for kind in RecordKind
        for number in range(rows)
    )
    return Snapshot.objects.create(content=content, job_key=name, taken_at=MOMENT)
