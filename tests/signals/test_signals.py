"""Signals: found once, opened again by new evidence only, examined by officers, seen by no firm."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core.inbox.models import Item
from core.jobs.models import Job
from core.workflow import clock
from core.workflow.refusals import InvalidTransition, StaleVersion
from disbursements.models import PaymentRequest
from firms.models import ListedBusiness
from measurement.models import Measure, Meter
from reporting.signals import sources, tasks
from reporting.signals.facts import Cancellation
from reporting.signals.models import Signal
from reporting.signals.operations import examine, request_look
from reporting.signals.patterns import EVIDENCE, WORDS, Pattern
from reporting.signals.reading import gather
from reporting.signals.terms import in_force, rows, terms_on
from tests.disbursements.conftest import SUPPLIER, invoice_number
from tests.factories import cases
from tests.factories.people import MOMENT, FirmFactory

pytestmark = pytest.mark.django_db

FINDING = {"finding": "견적서와 납품을 현장에서 확인함", "reason": "독립된 업체임이 확인됨"}


def closed(signal: Signal, officer, outcome: str = "HARMLESS") -> Signal:
    return examine(signal=signal, outcome=outcome, **FINDING, version=None, by=officer, at=MOMENT)


class TestLooking:
    def test_finds_a_supplier_at_the_address_of_the_firm(self, signal, confirmed_payment, supplier):
        rows = {row.what: row for row in signal.evidence.all()}

        assert set(rows) >= {"invoice", "address", "representative"}
        assert rows["invoice"].subject == confirmed_payment
        assert rows["address"].subject == supplier
        with translation.override("en"):
            assert "한빛정밀 buys from 시험기계" in signal.explanation

    def test_stops_nothing(self, signal, confirmed_payment):
        assert PaymentRequest.objects.get(pk=confirmed_payment.pk).status == "CONFIRMED"
        assert Item.objects.open().filter(kind="examine_signal", subject_id=signal.pk).exists()

    def test_a_second_run_writes_nothing_twice(self, signal, run):
        before = (Signal.objects.count(), signal.evidence.count(), Item.objects.count())

        assert run()["new"] == 0
        assert (Signal.objects.count(), signal.evidence.count(), Item.objects.count()) == before

    def test_finds_a_closed_supplier(self, confirmed_payment, officer, run):
        ListedBusiness.objects.create(
            business_number=SUPPLIER, state="CLOSED", closed_on=dt.date(2026, 1, 5), listed_on=MOMENT.date(),
            source="목록", imported_at=MOMENT, imported_by=officer,
        )  # fmt: skip
        run()

        assert Signal.objects.get(pattern="DEAD_SUPPLIER").figures["day"] == "2026-01-05"

    def test_reads_what_a_source_adds(self, confirmed_payment, run, monkeypatch):
        listed = Cancellation(invoice_number(1), dt.date(2026, 3, 1))
        monkeypatch.setitem(sources.SOURCES, "cancellations", [lambda: [listed]])
        run()

        found = Signal.objects.get(pattern="INVOICE_CANCELLED")
        assert found.evidence.get(what="cancelled").on == dt.date(2026, 3, 1)
        assert found.stake_won == 100_000_000

    def test_finds_a_change_of_representative_before_a_payment(self, confirmed_payment, tier1, run):
        tier1.representative_name = "새대표"
        tier1.save()
        assert [(c.before, c.after) for c in sources.representatives() if c.firm == tier1.pk] == [
            ("김대표", "새대표")
        ]

    def test_finds_one_meter_in_two_programmes(self, consortium, technology, tier1, run):
        for n in (1, 2):
            measure = Measure.objects.create(
                firm=tier1, consortium=consortium, technology=technology, name=f"압축기 {n}", site="1공장"
            )
            Meter.objects.create(measure=measure, quantity="electricity_kwh", unit="kWh", serial="LS-20261")
        run()

        assert Signal.objects.get(pattern="SERIAL_TWICE").figures == {"number": "LS-20261", "cases": 2}

    def test_leaves_practice_out(self, confirmed_payment, program):
        assert len(gather().invoices) == 1
        type(program).objects.filter(pk=program.pk).update(is_practice=True)

        facts = gather()
        assert (facts.invoices, facts.quotes, facts.machines, facts.payments) == ((), (), (), ())

    def test_reads_in_constantly_many_queries(self, confirmed_payment, grant):
        def number() -> int:
            with CaptureQueriesContext(connection) as captured:
                gather()
            return len(captured)

        before = number()
        for _ in range(5):
            FirmFactory()
            cases.quoted(grant.application.cost_items.first())
        assert number() == before <= 25


class TestNewEvidence:
    def test_opens_a_closed_signal_again(self, signal, officer, grant, tier1, supplier, run):
        closed(signal, officer)
        cases.quoted(grant.application.cost_items.first(), supplier="다른 곳")
        assert run()["reopened"] == 0
        tier1.address = supplier.address = "부산 남구 새길 1"
        tier1.save()
        supplier.save()

        assert run()["reopened"] == 1
        signal.refresh_from_db()
        assert (signal.status, signal.finding) == ("OPEN", FINDING["finding"])
        assert Item.objects.open().filter(kind="examine_signal", subject_id=signal.pk).exists()

    def test_of_an_open_signal_is_added_to_it(self, signal, supplier, tier1, run):
        before, mark = signal.evidence.count(), signal.fingerprint
        tier1.address = supplier.address = "부산 남구 새길 1"
        tier1.save()
        supplier.save()
        run()
        signal.refresh_from_db()

        assert signal.evidence.count() == before + 1
        assert signal.fingerprint != mark


class TestExamining:
    @pytest.mark.parametrize("outcome", ["HARMLESS", "JUSTIFIED"])
    def test_keeps_finding_and_reason(self, signal, officer, outcome):
        found = closed(signal, officer, outcome)

        assert (found.status, found.finding, found.examined_by) == (outcome, FINDING["finding"], officer)
        assert found.changes.last().reason == FINDING["reason"]
        assert not Item.objects.open().filter(subject_kind="signal", subject_id=signal.pk).exists()

    @pytest.mark.parametrize("name", ["approving_officer", "auditor", "tier1_rep", "other_officer"])
    def test_is_for_officers_of_the_programme(self, signal, request, name):
        with pytest.raises(PermissionDenied):
            closed(signal, request.getfixturevalue(name))

    def test_happens_once(self, signal, officer):
        closed(signal, officer)
        with pytest.raises(InvalidTransition):
            closed(signal, officer)

    def test_refuses_who_has_not_seen_the_newest_evidence(self, signal, officer):
        with pytest.raises(StaleVersion):
            examine(
                signal=signal,
                outcome="HARMLESS",
                **FINDING,
                version=signal.version - 1,
                by=officer,
                at=MOMENT,
            )


@pytest.fixture
def at_the_moment(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.mark.usefixtures("at_the_moment")
class TestPages:
    @pytest.mark.parametrize("name", ["anchor_rep", "tier1_rep", "tier1_clerk", "reviewer", "verifier"])
    def test_are_no_firms_business(self, signal, grant, name, request, client: Client):
        user = request.getfixturevalue(name)
        client.force_login(user)

        assert not Signal.objects.visible_to(user).exists()
        listed = client.get(reverse("signals:list"))
        assert listed.context["listing"].count == 0
        assert reverse("signals:list") not in client.get("/").content.decode()
        assert client.get(signal.get_absolute_url()).status_code == 404
        assert client.post(reverse("signals:look")).status_code == 403
        for page in (grant.get_absolute_url(), grant.firm.get_absolute_url()):
            assert signal.public_id not in client.get(page).content.decode()

    def test_show_an_officer_what_it_rests_on(self, signal, grant, officer, client: Client):
        client.force_login(officer)
        page = client.get(signal.get_absolute_url()).content.decode()

        assert signal.explanation in page
        assert invoice_number(1) in page
        for place in (grant.get_absolute_url(), grant.firm.get_absolute_url(), reverse("signals:list")):
            assert signal.get_absolute_url() in client.get(place).content.decode(), place

    def test_find_by_supplier_and_export(self, signal, auditor, client: Client):
        client.force_login(auditor)

        def listed(**asked: str) -> bool:
            return signal.get_absolute_url() in client.get(reverse("signals:list"), asked).content.decode()

        assert listed(q="시험기계", pattern="RELATED_SUPPLIER", status="OPEN")
        assert not listed(q="없는회사")
        exported = client.get(reverse("signals:list"), {"export": "xlsx"})
        assert exported["Content-Type"].endswith("sheet")

    def test_take_the_finding(self, signal, officer, client: Client):
        client.force_login(officer)
        page = reverse("signals:examine", args=[signal.public_id])
        short = client.post(
            page, {"outcome": "HARMLESS", "finding": "음", "reason": "", "version": signal.version}
        )
        assert short.status_code == 422

        client.post(page, {"outcome": "JUSTIFIED", **FINDING, "version": signal.version})
        signal.refresh_from_db()
        assert signal.status == "JUSTIFIED"

    def test_hide_a_case_of_another_office(self, signal, other_office, officer, client: Client):
        from tests.factories.programmes import ProgramFactory

        other = ProgramFactory(office=other_office)
        signal.evidence.create(
            fingerprint="x", what="serial", value="비밀-123", program=other, seen_at=MOMENT, seen_by=officer
        )
        client.force_login(officer)
        page = client.get(signal.get_absolute_url()).content.decode()

        assert "비밀-123" not in page
        assert other.name_ko in page


class TestTheNight:
    def test_asks_once_a_day(self, db, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: MOMENT)
        tasks.strike()
        tasks.strike()

        assert Job.objects.get(kind="fraud_signals").requested_by is None

    @pytest.mark.parametrize("name", ["auditor", "approving_officer", "anchor_rep"])
    def test_by_day_only_officers_ask(self, request, name):
        with pytest.raises(PermissionDenied):
            request_look(by=request.getfixturevalue(name), at=MOMENT)


class TestTables:
    def test_have_words_for_every_pattern_and_terms_for_every_number(self):
        from reporting.signals.detectors import DETECTORS

        held = in_force(MOMENT.date())
        assert set(DETECTORS) == set(Pattern.values) == set(WORDS)
        assert {kind for words in WORDS.values() for kind in words.terms} == held.keys()
        assert all(row.source_ko and row.source_en and row.shown_unit for row in rows())
        assert len(EVIDENCE) >= 10
        assert terms_on(dt.date(2000, 1, 1)) == {}
