"""A case moves along its table, tells the second writer, and never forgets a step."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from applications.models import Application, ApplicationChange
from core.workflow.models import new_public_id
from core.workflow.refusals import InvalidTransition, StaleVersion
from tests.factories import cases
from tests.factories.people import MOMENT


@pytest.fixture
def draft(consortium, tier1, tier1_clerk) -> Application:
    return cases.draft(consortium, tier1, tier1_clerk)


class TestMoveTo:
    def test_writes_down_who_when_why(self, draft, tier1_rep):
        later = MOMENT + dt.timedelta(hours=1)

        draft.move_to("SUBMITTED", by=tier1_rep, at=later, reason="complete")

        draft.refresh_from_db()
        step = draft.changes.last()
        assert draft.status == "SUBMITTED"
        assert (step.from_status, step.to_status, step.by, step.at, step.reason) == (
            "DRAFTED",
            "SUBMITTED",
            tier1_rep,
            later,
            "complete",
        )

    def test_refuses_what_the_table_does_not_lead_to_and_says_who_was_there(self, draft, tier1_rep, officer):
        draft.move_to("WITHDRAWN", by=tier1_rep, at=MOMENT)

        with translation.override("en"), pytest.raises(InvalidTransition) as refusal:
            draft.move_to("SUBMITTED", by=officer, at=MOMENT)

        for word in ("Withdrawn", "2026-02-02 10:00", "윤대표"):
            assert word in str(refusal.value)
        draft.refresh_from_db()
        assert draft.status == "WITHDRAWN"
        assert draft.changes.count() == 2

    def test_refuses_a_status_nobody_knows(self, draft, officer):
        with pytest.raises(InvalidTransition):
            draft.move_to("SOMETHING", by=officer, at=MOMENT)

    def test_does_not_write_columns_that_somebody_else_changed(self, draft, tier1_rep):
        Application.objects.filter(pk=draft.pk).update(title="changed meanwhile")

        draft.move_to("SUBMITTED", by=tier1_rep, at=MOMENT)

        draft.refresh_from_db()
        assert draft.title == "changed meanwhile"


class TestSteps:
    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE applications_applicationchange SET reason = 'nicer'",
            "UPDATE applications_applicationchange SET by_id = by_id",
            "DELETE FROM applications_applicationchange",
        ],
    )
    def test_are_never_changed(self, draft, sql):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

        assert ApplicationChange.objects.count() == 1


class TestVersion:
    def test_goes_up_with_every_change_whoever_writes(self, draft):
        assert draft.version == 1
        Application.objects.filter(pk=draft.pk).update(title="b")
        Application.objects.filter(pk=draft.pk).update(title="c", version=77)

        draft.refresh_from_db()
        assert draft.version == 3

    def test_tells_the_second_writer(self, draft):
        Application.objects.filter(pk=draft.pk).update(title="b")

        with transaction.atomic(), pytest.raises(StaleVersion):
            Application.objects.lock(draft.pk, version=1)
        with transaction.atomic():
            assert Application.objects.lock(draft.pk, version=2).title == "b"

    def test_is_not_asked_where_nobody_edits(self, draft):
        with transaction.atomic():
            assert Application.objects.lock(draft.pk) == draft


class TestPublicId:
    def test_is_long_and_readable_and_never_the_same(self):
        many = {new_public_id() for _ in range(1000)}

        assert len(many) == 1000
        assert all(len(one) == 16 and one.isalnum() and not set(one) & set("ilou") for one in many)
