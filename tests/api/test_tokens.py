"""Tokens: who makes them, what of them is kept, when they stop working."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.users.operations import end_role
from reporting.api import operations, refusals
from reporting.api.models import Token
from reporting.api.v1 import entrance
from tests.api.conftest import IN_A_MONTH, TODAY
from tests.factories.people import MOMENT
from tests.guards.test_urls_by_role import tables_written

OWN = "/api/v1/own/firm"


def bearing(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def made(firm: Any, by: Any, **terms: Any) -> tuple[Token, str]:
    given = {"name": "ERP", "expires_on": IN_A_MONTH, **terms}
    return operations.make_token(firm=firm, **given, by=by, at=MOMENT)


class TestMaking:
    def test_keeps_a_hash_alone(self, tier1, tier1_rep):
        token, secret = made(tier1, tier1_rep)

        assert secret.startswith(token.beginning)
        with connection.cursor() as cursor:
            for table in ("api_token", "api_tokenevent"):
                cursor.execute(f"SELECT t::text FROM {table} t")
                assert secret not in str(cursor.fetchall())

    def test_is_for_representatives(self, tier1, tier1_clerk, officer, rival_rep):
        for stranger in (tier1_clerk, officer, rival_rep):
            with pytest.raises(PermissionDenied):
                made(tier1, stranger)

    @pytest.mark.parametrize("days", [-1, 367])
    def test_needs_a_last_day_within_a_year(self, tier1, tier1_rep, days):
        with pytest.raises(refusals.ExpiryOutOfRange):
            made(tier1, tier1_rep, expires_on=TODAY + dt.timedelta(days=days))

    def test_stops_at_twenty(self, tier1, tier1_rep):
        for _number in range(20):
            token, _secret = made(tier1, tier1_rep)

        with pytest.raises(refusals.TooMany):
            made(tier1, tier1_rep)
        operations.revoke_token(token=token, by=tier1_rep, at=MOMENT)
        made(tier1, tier1_rep)

    def test_is_not_undone_by_sql(self, tier1, tier1_rep):
        token, _secret = made(tier1, tier1_rep)
        with pytest.raises(DatabaseError, match="api_token_kept"), transaction.atomic():
            Token.objects.filter(pk=token.pk).update(expires_on=TODAY + dt.timedelta(days=900))
        operations.revoke_token(token=token, by=tier1_rep, at=MOMENT)
        with pytest.raises(DatabaseError), transaction.atomic():
            Token.objects.filter(pk=token.pk).update(revoked_at=None, revoked_by=None)


class TestBearing:
    def test_opens_the_firm(self, client, tier1, tier1_rep, token_of):
        answer = client.get(OWN, headers=bearing(token_of(tier1, tier1_rep)))

        assert answer.status_code == 200
        assert answer.json() == {
            "id": tier1.public_id, "name": tier1.name, "business_number": tier1.business_number,
            "token_name": "ERP", "token_expires_on": IN_A_MONTH.isoformat(),
        }  # fmt: skip

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "Bearer",
            "Bearer ",
            "Bearer sccp_unknown",
            "Basic abc",
            "Bearer ÿ",
            "Bearer a b",
            "Bearer \x7f",
        ],
    )
    def test_anything_else_opens_nothing(self, db, client, header):
        answer = client.get(OWN, headers={"authorization": header} if header else {})

        assert answer.status_code == 401
        assert answer["content-type"] == "application/problem+json"
        assert answer["www-authenticate"].startswith("Bearer")
        assert answer.json()["status"] == 401

    def test_a_session_opens_nothing(self, client, tier1_rep):
        client.force_login(tier1_rep)

        assert client.get(OWN).status_code == 401

    def test_revoked_opens_nothing(self, client, tier1, tier1_rep, token_of):
        secret = token_of(tier1, tier1_rep)
        operations.revoke_token(token=Token.objects.get(), by=tier1_rep, at=MOMENT)

        assert client.get(OWN, headers=bearing(secret)).status_code == 401

    def test_past_its_last_day_opens_nothing(self, client, tier1, tier1_rep, token_of, monkeypatch):
        secret = token_of(tier1, tier1_rep, expires_on=TODAY)
        assert client.get(OWN, headers=bearing(secret)).status_code == 200

        monkeypatch.setattr("core.workflow.clock.now", lambda: MOMENT + dt.timedelta(days=1))
        assert client.get(OWN, headers=bearing(secret)).status_code == 401

    def test_ends_with_the_role_of_its_maker(self, client, tier1, tier1_rep, token_of, monkeypatch):
        secret = token_of(tier1, tier1_rep)
        assignment = tier1_rep.assignments.get()
        end_role(assignment=assignment, on=max(TODAY, assignment.valid_from), by=None, at=MOMENT)
        assert client.get(OWN, headers=bearing(secret)).status_code == 200

        monkeypatch.setattr("core.workflow.clock.now", lambda: MOMENT + dt.timedelta(days=1))
        answer = client.get(OWN, headers=bearing(secret))
        assert answer.status_code == 403
        assert "represent" in answer.json()["detail"]

    def test_ends_with_the_account_of_its_maker(self, client, tier1, tier1_rep, token_of):
        secret = token_of(tier1, tier1_rep)
        tier1_rep.is_active = False
        tier1_rep.save()

        assert client.get(OWN, headers=bearing(secret)).status_code == 403

    def test_is_noted_once_a_minute(self, client, tier1, tier1_rep, token_of, monkeypatch):
        secret = token_of(tier1, tier1_rep)
        for seconds, noted in ((0, 0), (30, 0), (61, 61)):
            at = MOMENT + dt.timedelta(seconds=seconds)
            monkeypatch.setattr("core.workflow.clock.now", lambda at=at: at)
            client.get(OWN, headers=bearing(secret))
            assert Token.objects.get().last_used_at == MOMENT + dt.timedelta(seconds=noted)

    def test_changes_nothing_else(self, client, tier1, tier1_rep, token_of):
        secret = token_of(tier1, tier1_rep)
        with CaptureQueriesContext(connection) as queries:
            client.get(OWN, headers=bearing(secret))

        written = set().union(*(tables_written(one["sql"]) for one in queries))
        assert written == {"api_token"}


class TestPace:
    def test_of_a_token_is_bounded(self, client, tier1, tier1_rep, token_of):
        secret, other = token_of(tier1, tier1_rep), token_of(tier1, tier1_rep, name="Second")

        statuses = [
            client.get(OWN, headers=bearing(secret)).status_code for _n in range(entrance.OWN.most + 2)
        ]

        assert statuses == [200] * entrance.OWN.most + [429] * 2
        assert client.get(OWN, headers=bearing(other)).status_code == 200

    def test_says_when_to_come_again(self, client, tier1, tier1_rep, token_of):
        secret = token_of(tier1, tier1_rep)
        for _n in range(entrance.OWN.most + 1):
            answer = client.get(OWN, headers=bearing(secret))

        assert answer.status_code == 429
        assert answer["retry-after"] == "60"
        assert answer.json()["title"] == "Too Many Requests"

    def test_of_guesses_is_bounded_before_the_database_is_asked(self, db, monkeypatch):
        client, asked = Client(), []
        monkeypatch.setattr(entrance.queries, "bearer_of", lambda *_: asked.append(1))
        most = entrance.KNOCKS.most

        statuses = [client.get(OWN, headers=bearing(f"guess{n}")).status_code for n in range(most + 5)]

        assert statuses == [401] * most + [429] * 5
        assert len(asked) == most
