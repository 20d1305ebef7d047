"""Snapshots: what is gathered, at one moment, kept for good."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from applications.models import Application
from core.inbox.models import Item
from core.jobs.models import Job
from core.users.permissions import NotAllowed
from firms.models import Firm
from programs.models import Program
from reporting.register import gathering, operations
from reporting.register.models import Content, Record, Snapshot
from reporting.register.public import PUBLIC_FIELDS, RecordKind
from reporting.register.spool import Spool
from reporting.register.tasks import strike
from tests.factories import programmes
from tests.factories.people import MOMENT
from tests.register.conftest import EVIL, taken


def of_kind(kind: RecordKind, snapshot: Snapshot | None = None) -> list[dict]:
    found = (snapshot or Snapshot.objects.first()).content.records.filter(kind=kind)
    return [record.data for record in found]


@pytest.mark.django_db
class TestRecords:
    def test_hold_exactly_the_public_fields(self, snapshot):
        wrong = [
            record
            for record in Record.objects.all()
            if set(record.data) != set(PUBLIC_FIELDS[RecordKind(record.kind)])
        ]

        assert not wrong
        assert set(Record.objects.values_list("kind", flat=True)) == {kind.value for kind in RecordKind}

    def test_state_a_grant(self, snapshot, grant):
        found = {data["id"]: data for data in of_kind(RecordKind.GRANT)}

        assert found[grant.public_id] | {"program": "", "call": "", "consortium": ""} == {
            "id": grant.public_id, "program": "", "program_ko": grant.consortium.program.name_ko,
            "program_en": grant.consortium.program.name_en, "call": "", "consortium": "",
            "consortium_name": "대한자동차 컨소시엄", "title": "압축기 교체", "firm": grant.firm.name,
            "firm_number": grant.firm.business_number, "region": grant.firm.region, "size_class": "",
            "tier": 1, "kind": "SUBSIDY", "parent": None, "parent_firm": None, "status": "OPENED",
            "decided_on": "2026-02-02", "accepted_on": "2026-02-02", "starts_on": "2026-01-01",
            "ends_on": "2026-12-01", "awarded_won": 120_000_000, "regrant_won": 0, "paid_won": 80_000_000,
            "passed_on_won": 25_000_000,
        }  # fmt: skip

    def test_hang_a_linked_grant_under_its_giver(self, snapshot, grant, linked_grant):
        found = {data["id"]: data for data in of_kind(RecordKind.GRANT)}[linked_grant.public_id]

        assert (found["parent"], found["parent_firm"]) == (grant.public_id, grant.firm.name)
        assert (found["kind"], found["tier"], found["paid_won"]) == ("CONTRIBUTION", 2, 25_000_000)

    def test_state_what_was_passed_on(self, snapshot, grant, linked_grant):
        (found,) = of_kind(RecordKind.PASSED_ON)

        assert (found["payer"], found["receiver"]) == (grant.public_id, linked_grant.public_id)
        assert (found["tier"], found["amount_won"], found["confirmed_on"]) == (2, 25_000_000, "2026-02-02")

    def test_add_up_each_won_once(self, snapshot):
        (program,) = of_kind(RecordKind.PROGRAM)
        (consortium,) = of_kind(RecordKind.CONSORTIUM)

        for whole in (program, consortium):
            assert whole["grants"] == 2
            assert whole["awarded_won"] == 120_000_000
            assert whole["paid_won"] == 80_000_000
            assert (whole["passed_on_won"], whole["contributed_won"]) == (0, 25_000_000)
            assert whole["verified_kg"] == 12_345 + 6_000
            assert whole["won_per_tonne"] == 80_000_000 * 1000 // 18_345
        assert program["grants_not_disclosed"] == 0

    def test_count_a_chain_of_indirect_subsidy_once(self, four_tiers):
        taken()
        (program,) = of_kind(RecordKind.PROGRAM)

        assert program["awarded_won"] == 500_000_000
        assert {data["status"] for data in of_kind(RecordKind.GRANT)} == {"OPENED"}, "suspended: undecided"

    def test_count_in_sums_what_is_too_small_to_be_named(self, grant, officer):
        Application.objects.filter(pk=grant.application_id).update(reduced_won=110_000_001)
        taken()
        (program,) = of_kind(RecordKind.PROGRAM)

        assert not of_kind(RecordKind.GRANT)
        assert (program["grants"], program["grants_not_disclosed"]) == (0, 1)
        assert program["awarded_won"] == 9_999_999

    def test_leave_out_practice(self, snapshot, grant):
        Program.objects.update(is_practice=True)
        programmes.CallFactory()

        assert not of_kind(RecordKind.GRANT, taken("again"))
        assert len(of_kind(RecordKind.PROGRAM)) == 1

    def test_keep_any_name(self, running, grant):
        Firm.objects.filter(pk=grant.firm_id).update(name=EVIL)
        taken()

        assert EVIL in [data["firm"] for data in of_kind(RecordKind.GRANT)]


@pytest.mark.django_db
class TestReductions:
    def test_of_too_few_firms_are_hidden(self, running, supply):
        supply(1_000)
        taken()

        found = of_kind(RecordKind.REDUCTION)

        assert found
        assert all(data["is_suppressed"] for data in found)
        figures = [
            data[name] for data in found for name in ("verified_kg", "claimed_kg", "won_per_tonne", "firms")
        ]
        assert set(figures) == {None}
        (consortium,) = of_kind(RecordKind.CONSORTIUM)
        assert (consortium["verified_kg"], consortium["is_suppressed"]) == (None, True)

    def test_of_enough_firms_are_shown(self, snapshot):
        by = {(data["dimension"], data["key"]): data for data in of_kind(RecordKind.REDUCTION)}

        total = by["TOTAL", ""]
        assert (total["firms"], total["verified_kg"], total["claimed_kg"]) == (4, 18_345, 0)
        assert total["paid_won"] == 80_000_000
        assert by["YEAR", "2026"]["verified_kg"] == 18_345
        assert by["YEAR", "2026"]["won_per_tonne"] is None

    def test_hide_a_second_group_beside_one_that_is_too_small(self, running, supply):
        for _ in range(3):
            supply(1_000, region="jeju")
        for _ in range(4):
            supply(1_000, region="ulsan")
        taken()

        regions = {
            data["key"]: data["verified_kg"]
            for data in of_kind(RecordKind.REDUCTION)
            if data["dimension"] == "REGION"
        }
        shown = {key for key, kilograms in regions.items() if kilograms is not None}
        assert regions["jeju"] is regions["busan"] is None, "the region of one firm, and another with it"
        assert shown == {"ulsan"}


@pytest.mark.django_db
class TestKeeping:
    def test_writes_equal_records_once(self, snapshot):
        again = taken("again")

        assert again != snapshot
        assert again.content == snapshot.content
        assert Content.objects.count() == 1

    def test_writes_what_changed_anew_and_leaves_the_old_one(self, snapshot, grant):
        before = of_kind(RecordKind.GRANT, snapshot)
        Firm.objects.filter(pk=grant.firm_id).update(name="다른 이름")

        again = taken("again")

        assert again.sha256 != snapshot.sha256
        assert of_kind(RecordKind.GRANT, snapshot) == before
        assert Snapshot.objects.first() == again

    def test_the_hash_is_that_of_its_records(self, snapshot):
        with Spool.of(gathering.records(least_firms=3)) as again:
            assert snapshot.sha256 == again.sha256
            assert snapshot.content.records_number == again.number == Record.objects.count()

    @pytest.mark.parametrize("model", [Snapshot, Content, Record])
    def test_nothing_of_it_can_be_changed_or_removed(self, snapshot, model):
        name = "data" if model is Record else "job_key" if model is Snapshot else "sha256"
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**{name: "x"})
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.first().delete()

    def test_a_second_run_of_the_job_keeps_nothing_new(self, snapshot):
        Job.objects.update(status="QUEUED")
        taken()

        assert Snapshot.objects.count() == 1

    def test_the_clock_asks_once_a_day(self, db):
        strike()
        strike()

        assert Job.objects.filter(kind="register_snapshot").count() == 1

    def test_an_officer_may_ask_and_is_told(self, running, officer):
        job = operations.request_snapshot(by=officer, at=MOMENT)
        snapshot = taken(job.key)

        assert snapshot.taken_by == officer
        assert Item.objects.get(kind="register_taken").user == officer

    @pytest.mark.parametrize("who", ["auditor", "tier1_rep", "verifier", "approving_officer"])
    def test_others_may_not(self, request, running, who):
        with pytest.raises(NotAllowed):
            operations.request_snapshot(by=request.getfixturevalue(who), at=MOMENT)


@pytest.mark.django_db(transaction=True)
class TestOneMoment:
    def test_sees_nothing_of_what_others_write_meanwhile(self, grant):
        found = gathering.records(least_firms=3)
        first = next(found)

        def rename() -> None:
            Program.objects.update(name_ko="다른 사업")
            connection.close()

        other = threading.Thread(target=rename)
        other.start()
        other.join()
        rest = list(found)

        names = {data["program_ko"] for kind, data in [first, *rest] if "program_ko" in data}
        assert Program.objects.filter(name_ko="다른 사업").exists()
        assert len(names) == 1
        assert "다른 사업" not in names
        assert {data["name_ko"] for kind, data in rest if kind == RecordKind.PROGRAM} == names
