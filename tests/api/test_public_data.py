"""Published data for programs: what the register's snapshot says, field by field, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.api.v1 import entrance
from reporting.api.v1.public import schema_of
from reporting.register.models import Content, Record, Snapshot
from reporting.register.public import PUBLIC_FIELDS, RecordKind
from tests.api.snapshots import record, snapshot_with
from tests.factories.people import MOMENT

PATHS = {
    "programs": RecordKind.PROGRAM,
    "calls": RecordKind.CALL,
    "consortia": RecordKind.CONSORTIUM,
    "grants": RecordKind.GRANT,
    "passed-on": RecordKind.PASSED_ON,
    "reductions": RecordKind.REDUCTION,
}


@pytest.fixture
def snapshot(db):
    return snapshot_with("a")


class TestPublic:
    @pytest.mark.parametrize("path", PATHS)
    def test_is_what_the_snapshot_says(self, client, snapshot, path):
        answer = client.get(f"/api/v1/{path}").json()

        assert (answer["snapshot"], answer["total"]) == (snapshot.public_id, 3)
        kept = Record.objects.filter(kind=PATHS[path]).order_by("position")
        assert answer["items"] == [one.data for one in kept]

    @pytest.mark.parametrize("kind", RecordKind)
    def test_has_the_public_fields_alone(self, kind):
        assert tuple(schema_of(kind).model_fields) == PUBLIC_FIELDS[kind]

    def test_gives_out_no_field_beside_them(self, client, snapshot):
        content = Content.objects.create(sha256="b" * 64, records_number=1)
        data = record(RecordKind.GRANT, 1, email="ceo@example.kr")
        Record.objects.create(content=content, kind=RecordKind.GRANT, position=0, data=data)
        later = Snapshot.objects.create(content=content, job_key="b", taken_at=MOMENT)

        answer = client.get(f"/api/v1/grants?snapshot={later.public_id}")

        assert "ceo@example.kr" not in answer.content.decode()
        assert answer.json()["total"] == 1

    def test_pages_stay_in_their_snapshot(self, client, snapshot):
        first = client.get("/api/v1/grants?limit=2").json()
        snapshot_with("c", rows=9)

        second = client.get(first["next"]).json()

        assert second["snapshot"] == snapshot.public_id
        assert [one["id"] for one in first["items"] + second["items"]] == [f"{n:016d}" for n in range(3)]
        assert second["next"] is None

    def test_is_narrowed_to_a_programme(self, client, snapshot):
        answer = client.get("/api/v1/programs?program=0000000000000001").json()

        assert [one["id"] for one in answer["items"]] == ["0000000000000001"]
        assert client.get("/api/v1/grants?program=0000000000000009").json()["total"] == 0

    def test_without_a_snapshot_is_not_there(self, client, db):
        assert client.get("/api/v1/grants").status_code == 404

    @pytest.mark.parametrize("query", ["snapshot=x", "program=%00", "firm=1", "limit=999"])
    def test_refuses_what_it_can_t_read(self, client, snapshot, query):
        assert client.get(f"/api/v1/grants?{query}").status_code == 422

    def test_costs_the_same_however_many(self, client, snapshot):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                client.get("/api/v1/grants")
            return len(asked)

        few = queries()
        snapshot_with("d", rows=40)
        assert queries() == few <= 4

    def test_is_given_out_at_a_pace(self, client, snapshot):
        statuses = [client.get("/api/v1/calls") for _n in range(entrance.PUBLIC.most + 1)]

        assert [one.status_code for one in statuses] == [200] * entrance.PUBLIC.most + [429]
        assert statuses[-1]["retry-after"] == "60"
        assert statuses[-1]["content-type"] == "application/problem+json"
