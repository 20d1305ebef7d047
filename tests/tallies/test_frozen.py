"""A published tally: counted again from its frozen inputs it is equal; what changed since is listed."""

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from core.jobs.operations import Progress, take
from core.ledger.models import Account, Unit
from core.ledger.operations import Owner, account, outside
from reporting.dashboards.books import tallies as books
from reporting.tallies.models import Tally, TallyInput, TallyRow
from reporting.tallies.operations import request_tally
from reporting.tallies.rerun import Why, changes, rerun
from reporting.tallies.tasks import make_tally
from tests.factories.people import MOMENT, FirmFactory
from tests.factories.programmes import ConsortiumFactory, join
from tests.tallies.test_kept import move, unguarded, up_to_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(running: Any, officer: Any) -> Tally:
    job = take(request_tally(program=running.program, by=officer, at=MOMENT).pk)
    make_tally(Progress(job), **job.payload)
    up_to_date()
    return Tally.objects.get()


@pytest.fixture
def lot(measure: Any) -> Any:
    return measure.statements.get()


def share(lot: Any, consortium: Any) -> Account:
    return account(lot.owner, f"share:{consortium.pk}", Unit.KILOGRAM)


class TestRerun:
    def test_is_equal_to_the_kilogram(self, published: Tally) -> None:
        again = rerun(published)
        assert again is not None
        assert again.is_equal
        assert again.rows == TallyRow.objects.count()
        assert again.inputs == TallyInput.objects.count() == 3

    def test_stays_equal_whatever_happens_afterwards(
        self, published: Tally, running: Any, lot: Any, officer: Any
    ) -> None:
        move("down", share(lot, running), outside("verified", Unit.KILOGRAM), 345, officer)
        type(lot.firm).objects.filter(pk=lot.firm_id).update(region="jeju", sector="A01")
        again = rerun(published)
        assert again is not None
        assert again.is_equal
        assert not books.frozen().differences

    @pytest.mark.parametrize("model", [TallyInput, TallyRow])
    def test_tells_what_was_tampered_with(self, published: Tally, model: Any) -> None:
        unguarded(model.objects.filter(verified_kg__gt=0), verified_kg=1)
        again = rerun(published)
        assert again is not None
        assert not again.is_equal
        assert books.frozen().differences

    def test_one_without_frozen_inputs_says_so(self, published: Tally) -> None:
        unguarded(Tally.objects, frozen_hash="")
        assert rerun(Tally.objects.get()) is None
        assert not books.frozen().compared


class TestChanges:
    def test_nothing_changed(self, published: Tally) -> None:
        assert changes(published) == []

    def test_a_restatement_is_listed(self, published: Tally, running: Any, lot: Any, officer: Any) -> None:
        move("down", share(lot, running), outside("verified", Unit.KILOGRAM), 345, officer)
        (change,) = changes(published)
        assert (change.why, change.then_kg, change.now_kg) == (Why.RESTATED, 12_345, 12_000)
        assert change.statement == lot

    def test_a_claim_changes_nothing(self, published: Tally, running: Any, lot: Any, officer: Any) -> None:
        claim = account(Owner("claim", 5), f"lot:{lot.pk}:{running.pk}", Unit.KILOGRAM)
        move("claim", share(lot, running), claim, 300, officer)
        assert changes(published) == []

    def test_a_late_statement_is_listed(self, published: Tally, running: Any, lot: Any, officer: Any) -> None:
        unguarded(TallyInput.objects.filter(kind="LOT"), item=987_654)
        move("more", outside("verified", Unit.KILOGRAM), share(lot, running), 55, officer)
        (change,) = changes(published)
        assert (change.why, change.then_kg, change.now_kg) == (Why.LATE, 0, 55)

    def test_kilograms_between_consortia_are_listed(
        self, published: Tally, running: Any, lot: Any, officer: Any
    ) -> None:
        other = ConsortiumFactory(
            call=running.call, support_model=running.support_model, anchor=FirmFactory()
        )
        join(other, other.anchor)
        world = outside("verified", Unit.KILOGRAM)
        move("away", share(lot, running), world, 100, officer)
        move("there", world, share(lot, other), 100, officer)
        found = changes(published)
        assert [change.why for change in found] == [Why.SHARES, Why.SHARES]
        assert sum(change.difference_kg for change in found) == 0

    def test_what_stands_elsewhere_is_listed(self, published: Tally, lot: Any) -> None:
        type(lot.firm).objects.filter(pk=lot.firm_id).update(region="jeju")
        up_to_date()
        (change,) = changes(published)
        assert (change.why, change.moved, change.difference_kg) == (Why.ELSEWHERE, ("region",), 0)


class TestPage:
    def test_shows_what_changed_and_counts_again(
        self, client: Any, published: Tally, running: Any, lot: Any, officer: Any
    ) -> None:
        move("down", share(lot, running), outside("verified", Unit.KILOGRAM), 345, officer)
        client.force_login(officer)
        text = client.get(published.get_absolute_url()).content.decode()
        assert "0.345 tCO₂e" in text
        assert lot.get_absolute_url() in text
        assert published.frozen_hash in text
        again = client.get(published.get_absolute_url(), {"again": 1}).content.decode()
        assert "모두 같습니다" in again

    def test_the_programme_leads_to_the_kept_figures(
        self, client: Any, published: Tally, officer: Any
    ) -> None:
        client.force_login(officer)
        text = client.get(published.program.get_absolute_url()).content.decode()
        assert reverse("tallies:kept", args=[published.program.public_id, "consortium"]) in text
        assert reverse("signals:prices") in text


class TestBooks:
    def test_kept_totals_are_what_the_ledger_says(self, published: Tally) -> None:
        found = books.kept()
        assert found.compared > 20
        assert found.differences == []

    @pytest.mark.parametrize(
        "harm",
        [
            "UPDATE tallies_total SET verified_kg = verified_kg + 1 WHERE dimension = 'TIER'",
            "UPDATE tallies_cell SET claimed_kg = 7 WHERE verified_kg > 0",
            "UPDATE tallies_cell SET month = '2027-01-01' WHERE verified_kg > 0",
            "DELETE FROM tallies_total WHERE dimension = 'REGION'",
        ],
    )
    def test_a_kept_figure_that_was_changed_is_named(self, published: Tally, harm: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(harm)
        assert books.kept().differences
