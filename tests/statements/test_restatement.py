"""A signed reading is corrected: the signature is void, a restatement books the difference, once."""

import datetime as dt
import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from core.inbox.models import Item
from core.ledger.models import Transfer, Unit
from core.ledger.operations import Move, account, outside, post
from core.ledger.queries import balance
from core.users.models import User
from core.workflow.refusals import InvalidTransition
from measurement.models import Measure, Reading
from measurement.operations import correct_reading
from measurement.queries import month_rows
from measurement.refusals import ReadingLocked
from reporting.dashboards.books import cases, chain, ledger
from reporting.statements import claimed, operations
from reporting.statements.claimed import AlreadyClaimed
from reporting.statements.models import Statement
from reporting.statements.operations.booking import differences
from reporting.statements.refusals import (
    FiguresChanged,
    NothingChanged,
    NotSigned,
    RestatedAlready,
    StillStands,
)
from tests.statements.conftest import FROM, UNTIL

pytestmark = pytest.mark.django_db

MARCH = dt.date(2026, 3, 1)
WHEN = dt.datetime(2026, 6, 20, 9, 0, tzinfo=dt.UTC)


def signed(month: dt.date = MARCH, quantity: str = "electricity_kwh") -> Reading:
    return Reading.objects.current().get(meter__quantity=quantity, month=month)


def waiting(kind: str) -> list[Item]:
    return list(Item.objects.open().filter(kind=kind))


def correct(by: User, kwh: int, month: dt.date = MARCH) -> list[Statement]:
    """Say that the register stood higher (or lower) at the end of the month than was signed."""
    reading = signed(month)
    return operations.correct_verified(
        reading=reading, closing=reading.closing + kwh, reason="검침원이 잘못 읽음", by=by, at=WHEN
    )


@pytest.fixture
def people(tier1_clerk: User, tier1_rep: User, officer: User, verifier: User) -> dict[str, User]:
    return {"clerk": tier1_clerk, "rep": tier1_rep, "officer": officer, "verifier": verifier}


def with_verifier(statement: Statement, people: dict[str, User]) -> Statement:
    """Bring a verified statement's restatement to the verifier's desk."""
    found = operations.calculate_restatement(statement=statement, by=people["clerk"], at=WHEN)
    operations.submit_statement(statement=found, by=people["rep"], at=WHEN)
    return operations.assign_verifier(
        statement=found, verifier=people["verifier"], by=people["officer"], at=WHEN
    )


def restated(statement: Statement, people: dict[str, User]) -> Statement:
    return operations.verify(statement=with_verifier(statement, people), by=people["verifier"], at=WHEN)


def in_share(statement: Statement) -> int:
    return balance(statement.owner, f"share:{statement.measure.consortium_id}")


def differing() -> list[str]:
    found = (cases.statements(), cases.unexplained(), chain.shares(), ledger.totals(), ledger.owners())
    return [str(one) for comparison in found for one in comparison.differences]


class TestCorrectVerified:
    def test_keeps_the_signed_version_beside_the_new_one(
        self, verified: Statement, tier1_clerk: User
    ) -> None:
        before = signed()
        correct(tier1_clerk, 10_000)
        before.refresh_from_db()
        now = signed()
        assert (before.locked_at is not None, before.superseded_by) == (True, tier1_clerk)
        assert (now.revision, now.supersedes, now.closing) == (2, before, before.closing + 10_000)
        assert month_rows(verified.measure)[-1].readings["electricity_kwh"] == (now,)

    def test_the_next_month_starts_where_it_ends(self, verified: Statement, tier1_clerk: User) -> None:
        correct(tier1_clerk, 10_000, dt.date(2026, 2, 1))
        march = signed()
        assert (march.opening, march.revision) == (signed(dt.date(2026, 2, 1)).closing, 2)

    def test_the_signature_is_void_and_firm_and_office_know(
        self, verified: Statement, tier1_clerk: User
    ) -> None:
        assert correct(tier1_clerk, 10_000) == [verified]
        verified.refresh_from_db()
        assert verified.waits_for_restatement
        assert verified.voided_by == tier1_clerk
        assert in_share(verified) == 27_246
        assert len(waiting("restate_statement")) == len(waiting("signature_void")) == 1

    def test_refuses_what_nobody_signed(self, assigned: Statement, tier1_clerk: User) -> None:
        with pytest.raises(NotSigned):
            correct(tier1_clerk, 10_000)

    def test_refuses_what_changes_nothing(self, verified: Statement, tier1_clerk: User) -> None:
        with pytest.raises(NothingChanged):
            correct(tier1_clerk, 0)

    def test_is_for_the_firm(self, verified: Statement, officer: User, verifier: User) -> None:
        for by in (officer, verifier):
            with pytest.raises(PermissionDenied):
                correct(by, 10_000)

    def test_a_plain_correction_is_still_refused(self, verified: Statement, tier1_clerk: User) -> None:
        with pytest.raises(ReadingLocked):
            correct_reading(
                reading=signed(), closing=Decimal(1_400_000), reason="정정합니다", by=tier1_clerk, at=WHEN
            )

    @pytest.mark.parametrize("change", [{"closing": 1}, {"superseded_at": None}, {"locked_at": None}])
    def test_the_database_keeps_a_replaced_version(
        self, verified: Statement, tier1_clerk: User, change: dict[str, Any]
    ) -> None:
        old = signed()
        correct(tier1_clerk, 10_000)
        with pytest.raises(Error, match="locked_stays"), transaction.atomic():
            Reading.objects.filter(pk=old.pk).update(**change)

    def test_the_database_lets_a_locked_reading_be_replaced_and_nothing_else(
        self, verified: Statement, tier1_clerk: User
    ) -> None:
        replaced = {"superseded_at": WHEN, "superseded_by": tier1_clerk}
        with pytest.raises(Error, match="locked_stays"), transaction.atomic():
            Reading.objects.filter(pk=signed().pk).update(closing=1, **replaced)


class TestRestate:
    def test_down_books_the_difference_and_keeps_the_books(
        self, verified: Statement, people: dict[str, User]
    ) -> None:
        correct(people["clerk"], 10_000)
        found = restated(verified, people)
        verified.refresh_from_db()
        assert (found.reduction_kg, found.owner, verified.status) == (22_705, verified.owner, "RESTATED")
        (moved,) = Transfer.objects.filter(event=f"restate:{found.pk}")
        assert (moved.amount, moved.target.name, moved.effective_on) == (4_541, "outside:verified", UNTIL)
        assert in_share(found) == 22_705
        assert signed().locked_by == people["verifier"]
        assert not waiting("restate_statement")
        assert differing() == []

    def test_up_books_the_difference(self, verified: Statement, people: dict[str, User]) -> None:
        correct(people["clerk"], -10_000)
        found = restated(verified, people)
        (moved,) = Transfer.objects.filter(event=f"restate:{found.pk}")
        assert (moved.amount, moved.source.name, in_share(found)) == (4_541, "outside:verified", 31_787)
        assert differing() == []

    def test_twice_in_the_same_lot(self, verified: Statement, people: dict[str, User]) -> None:
        for kwh in (10_000, -4_000):
            correct(people["clerk"], kwh)
            last = restated(Statement.objects.verified().get(), people)
        assert last.owner == verified.owner
        assert in_share(last) == last.reduction_kg == 24_521
        assert differing() == []

    def test_below_nothing_counts_as_nothing(self, verified: Statement, people: dict[str, User]) -> None:
        correct(people["clerk"], 100_000)
        found = restated(verified, people)
        assert (found.reduction_kg < 0, found.booked_kg, in_share(found)) == (True, 0, 0)
        assert found.shares.get().kilograms == 0
        assert differing() == []

    def test_refuses_while_the_figures_stand(self, verified: Statement, tier1_clerk: User) -> None:
        with pytest.raises(StillStands):
            operations.calculate_restatement(statement=verified, by=tier1_clerk, at=WHEN)

    def test_one_at_a_time(self, verified: Statement, people: dict[str, User]) -> None:
        correct(people["clerk"], 10_000)
        first = operations.calculate_restatement(statement=verified, by=people["clerk"], at=WHEN)
        with pytest.raises(RestatedAlready):
            operations.calculate_restatement(statement=verified, by=people["clerk"], at=WHEN)
        operations.withdraw_statement(statement=first, reason="다시 계산", by=people["clerk"], at=WHEN)
        assert len(waiting("restate_statement")) == 1
        operations.calculate_restatement(statement=verified, by=people["clerk"], at=WHEN)

    def test_is_void_as_well_when_the_figures_change_again(
        self, verified: Statement, people: dict[str, User]
    ) -> None:
        correct(people["clerk"], 10_000)
        found = with_verifier(verified, people)
        correct_reading(
            reading=signed(), closing=signed().closing + 1, reason="다시 정정", by=people["clerk"], at=WHEN
        )
        with pytest.raises(FiguresChanged):
            operations.verify(statement=found, by=people["verifier"], at=WHEN)

    def test_the_database_wants_the_same_months_and_lot(
        self, verified: Statement, people: dict[str, User]
    ) -> None:
        correct(people["clerk"], 10_000)
        found = operations.calculate_restatement(statement=verified, by=people["clerk"], at=WHEN)
        with pytest.raises(Error, match="restates_the_same"), transaction.atomic():
            Statement.objects.filter(pk=found.pk).update(period_until=dt.date(2026, 2, 28))

    def test_the_database_restates_only_what_is_void(self, verified: Statement) -> None:
        with pytest.raises(IntegrityError, match="statements_statement_restated"), transaction.atomic():
            Statement.objects.filter(pk=verified.pk).update(status="RESTATED")


@pytest.fixture
def taken(verified: Statement, officer: User) -> Statement:
    """All but 1,000 kg of the share were claimed."""
    share = account(verified.owner, f"share:{verified.measure.consortium_id}", Unit.KILOGRAM)
    claim = outside("claimed", Unit.KILOGRAM)
    post(
        key="claim:1", source=share, target=claim, amount=26_246, effective_on=UNTIL, at=WHEN, by=officer,
        event="claim:1",
    )  # fmt: skip
    return verified


@pytest.fixture
def covered() -> Iterator[list[dict[str, Any]]]:
    """Claims that make up for whatever they are asked for."""
    asked: list[dict[str, Any]] = []

    def cover(**lacking: Any) -> list[Move]:
        asked.append(lacking)
        world, shortfall = (outside(code, Unit.KILOGRAM) for code in ("verified", "shortfall:1"))
        return [Move(f"{lacking['event']}:short", shortfall, world, lacking["kilograms"])]

    withdraw = claimed.declare(cover)
    yield asked
    withdraw()


class TestRestatedBelowWhatWasClaimed:
    def test_what_the_share_lacks_is_made_up(
        self, taken: Statement, people: dict[str, User], covered: list[dict[str, Any]]
    ) -> None:
        correct(people["clerk"], 10_000)
        found = restated(taken, people)
        (asked,) = covered
        assert (asked["lot_id"], asked["consortium_id"]) == (taken.pk, taken.measure.consortium_id)
        assert asked["kilograms"] == found.shares.get().short_kg == 3_541
        moved = dict(
            Transfer.objects.filter(event=f"restate:{found.pk}").values_list("source__code", "amount")
        )
        assert moved == {f"share:{taken.measure.consortium_id}": 1_000, "shortfall:1": 3_541}
        assert in_share(found) == 0
        assert cases.statements().differences == []

    def test_nothing_is_booked_where_nobody_makes_it_up(
        self, taken: Statement, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(claimed, "_covers", [])
        correct(people["clerk"], 10_000)
        found = with_verifier(taken, people)
        with pytest.raises(AlreadyClaimed, match="3,541"):
            operations.verify(statement=found, by=people["verifier"], at=WHEN)
        taken.refresh_from_db()
        assert (taken.status, in_share(taken)) == ("VERIFIED", 1_000)


def test_differences_name_those_that_change() -> None:
    assert differences({1: 10, 2: 5}, {1: 7, 2: 5, 3: 2}) == {1: -3, 3: 2}


@pytest.mark.django_db(transaction=True)
def test_of_two_signatures_one_takes_its_place(verified: Statement, people: dict[str, User]) -> None:
    correct(people["clerk"], 10_000)
    found, start, outcomes = with_verifier(verified, people), threading.Barrier(2), []

    def sign() -> None:
        try:
            start.wait(timeout=60)
            operations.verify(statement=found, by=User.objects.get(pk=people["verifier"].pk), at=WHEN)
            outcomes.append("verified")
        except InvalidTransition:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert sorted(outcomes) == ["too late", "verified"]
    assert Transfer.objects.filter(event=f"restate:{found.pk}").count() == 1
    assert in_share(found) == 22_705


class TestPages:
    def test_the_clerk_corrects_and_has_it_calculated(self, verified: Statement, tier1_clerk: User) -> None:
        client = Client()
        client.force_login(tier1_clerk)
        address = reverse("statements:correct", args=[verified.public_id])
        assert client.get(address).status_code == 200
        typed = {"reading": signed().pk, "opening": "", "closing": "1300000", "reason": "잘못 읽었습니다"}
        assert client.post(address, typed).status_code == 302
        restate = reverse("statements:restate", args=[verified.public_id])
        page = client.get(verified.get_absolute_url()).content.decode()
        assert restate in page
        assert "잘못 읽었습니다" in page
        assert client.get(restate).status_code == 200
        assert client.post(restate).status_code == 302
        found = Statement.objects.get(restates=verified)
        assert verified.get_absolute_url() in client.get(found.get_absolute_url()).content.decode()
        assert (found.period_from, found.measure) == (FROM, Measure.objects.get())
