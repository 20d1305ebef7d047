"""An operation: keyword-only, whole or not at all, and named on every history row it causes."""

import json

import pghistory
import pytest
from django.db import connection

from applications.models import Application
from core.users.models import RoleAssignment, User
from core.users.operations import assign_role
from core.workflow.operations import OPERATIONS, operation
from tests.factories import cases
from tests.factories.people import FIRST_DAY, MOMENT, UserFactory


@operation
def rename(*, application: Application, title: str, by: User, at: object, reason: str = "") -> None:
    Application.objects.filter(pk=application.pk).update(title=title)


@operation
def rename_and_promote(*, application: Application, by: User, at: object, reason: str) -> None:
    Application.objects.filter(pk=application.pk).update(title="before")
    assign_role(
        user=by,
        role="CLERK",
        scope_kind="FIRM",
        scope_id=application.firm_id,
        valid_from=FIRST_DAY,
        by=by,
        at=at,
    )
    Application.objects.filter(pk=application.pk).update(title="after")


@operation
def fails_late(*, application: Application, by: User, at: object) -> None:
    rename(application=application, title="never seen", by=by, at=at)
    raise ZeroDivisionError


def contexts(table: str) -> list[tuple[str | None, dict]]:
    """Return (title or role, metadata) of the newest history rows of a table, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT row_to_json(e), c.metadata FROM {table} e"
            " LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id ORDER BY e.pgh_id"
        )
        return [
            (row if isinstance(row, dict) else json.loads(row), json.loads(m) if isinstance(m, str) else m)
            for row, m in cursor.fetchall()
        ]


@pytest.fixture
def draft(consortium, tier1, tier1_clerk) -> Application:
    return cases.draft(consortium, tier1, tier1_clerk)


class TestOperation:
    @pytest.mark.parametrize(
        "function",
        [
            lambda by, at: None,
            lambda *, by: None,
            lambda *, at: None,
            lambda case, *, by, at: None,
            lambda *, by, at, **more: None,
        ],
    )
    def test_is_keyword_only_and_takes_by_and_at(self, function):
        with pytest.raises(TypeError):
            operation(function)

    def test_is_written_down_for_the_guards(self):
        assert OPERATIONS["core.users.assign_role"] is assign_role

    def test_leaves_nothing_when_it_fails(self, draft, officer):
        with pytest.raises(ZeroDivisionError):
            fails_late(application=draft, by=officer, at=MOMENT)

        draft.refresh_from_db()
        assert draft.title != "never seen"


class TestHistory:
    table = "applications_applicationevent"

    def test_says_who_did_what_and_why(self, draft, officer):
        rename(application=draft, title="new", by=officer, at=MOMENT, reason="a typing error")

        row, facts = contexts(self.table)[-1]
        assert row["title"] == "new"
        assert facts["operation"].endswith("test_operations.rename")
        assert (facts["by"], facts["reason"]) == (officer.pk, "a typing error")

    def test_names_the_operation_that_was_asked_for_and_not_those_it_calls(self, draft, tier1_rep):
        rename_and_promote(application=draft, by=tier1_rep, at=MOMENT, reason="promised")

        before, after = contexts(self.table)[-2:]
        role = contexts("users_roleassignmentevent")[-1]
        assert (before[0]["title"], after[0]["title"]) == ("before", "after")
        for _row, facts in (before, after, role):
            assert facts["operation"].endswith("rename_and_promote")
            assert (facts["by"], facts["reason"]) == (tier1_rep.pk, "promised")

    def test_of_two_operations_in_one_request_are_two(self, draft, officer):
        with pghistory.context(url="/somewhere/"):
            rename(application=draft, title="first", by=officer, at=MOMENT, reason="one")
            rename(application=draft, title="second", by=officer, at=MOMENT, reason="two")

        first, second = contexts(self.table)[-2:]
        assert (first[1]["reason"], second[1]["reason"]) == ("one", "two")
        assert first[1]["url"] == second[1]["url"] == "/somewhere/"

    def test_of_what_follows_an_operation_is_not_its_own(self, draft, officer):
        with pghistory.context(url="/somewhere/"):
            rename(application=draft, title="first", by=officer, at=MOMENT, reason="one")
            Application.objects.filter(pk=draft.pk).update(title="by hand")

        assert "operation" not in contexts(self.table)[-1][1]

    def test_is_never_changed(self, draft):
        from django.db import DatabaseError, transaction

        for sql in (f"UPDATE {self.table} SET title = 'x'", f"DELETE FROM {self.table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)

    def test_has_no_password(self, db):
        UserFactory()

        row, _facts = contexts("users_userevent")[-1]
        assert "password" not in row
        assert RoleAssignment.objects.count() == 0
