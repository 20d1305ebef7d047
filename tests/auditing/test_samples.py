"""A sample is frozen, can be drawn again by anybody, and what is found on it changes no case."""

import csv
import datetime as dt
import hashlib
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.inbox.models import Item
from core.workflow import clock
from core.workflow.refusals import InvalidTransition
from disbursements.models import PaymentLine
from reporting.auditing import operations, pages, refusals
from reporting.auditing.drawing import Member, draw, sizes
from reporting.auditing.kinds import Layer, Population
from reporting.auditing.models import AuditFinding, Sample
from reporting.auditing.population import band_of
from tests.factories.cases import paper
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

TERMS = {
    "title": "상반기 표본", "population": "LINE", "layer": "TECHNOLOGY", "rule": "PROPORTIONAL", "size": 5, "least": 1,
    "seed": "seed20260202", "period_from": None, "period_until": None,
}  # fmt: skip


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def sample(running, program, auditor) -> Sample:
    return operations.draw_sample(program=program, **TERMS, by=auditor, at=MOMENT)


@pytest.fixture
def finding(sample, auditor) -> AuditFinding:
    return note(sample, auditor)


def note(sample, by, **terms):
    line = PaymentLine.objects.get()
    given = {
        "line": f"PAYMENT_LINE:{line.pk}", "kind": "EVIDENCE", "text": "계좌이체 확인증이 없음",
        "amount_won": 1_000_000, "kilograms": None, "evidence": None, **terms,
    }  # fmt: skip
    return operations.raise_finding(item=sample.items.get(), **given, by=by, at=MOMENT)


class TestDrawing:
    members = [Member(n, f"id{n:04d}", "ab"[n % 3 == 0], 1) for n in range(90)]

    def test_is_the_same_for_whoever_has_list_and_seed(self):
        found = draw(self.members, seed="12345678", rule="PROPORTIONAL", size=9, least=1)

        assert [(one.stratum, one.count, len(one.members)) for one in found] == [("a", 60, 6), ("b", 30, 3)]
        by_hand = sorted(
            (one.key for one in self.members if one.stratum == "b"),
            key=lambda key: hashlib.sha256(b"12345678:" + key.encode()).hexdigest(),
        )
        assert [one.key for one in found[1].members] == by_hand[:3]
        again = draw(reversed(self.members), seed="12345678", rule="PROPORTIONAL", size=9, least=1)
        assert again == found

    def test_another_seed_draws_others(self):
        one, other = (
            draw(self.members, seed=seed, rule="EQUAL", size=10, least=0) for seed in ("aaaaaaaa", "bbbbbbbb")
        )
        assert [found.members for found in one] != [found.members for found in other]

    @pytest.mark.parametrize(
        ("counts", "rule", "size", "least", "taken"),
        [
            ({"a": 90, "b": 10}, "PROPORTIONAL", 10, 0, {"a": 9, "b": 1}),
            ({"a": 98, "b": 2}, "PROPORTIONAL", 10, 1, {"a": 10, "b": 1}),
            ({"a": 1, "b": 1, "c": 1}, "PROPORTIONAL", 2, 0, {"a": 1, "b": 1, "c": 0}),
            ({"a": 3, "b": 50}, "EQUAL", 5, 9, {"a": 3, "b": 5}),
            ({"a": 2}, "PROPORTIONAL", 500, 1, {"a": 2}),
        ],
    )
    def test_sizes(self, counts, rule, size, least, taken):
        assert sizes(counts, rule=rule, size=size, least=least) == taken

    def test_bands_are_data(self):
        keys = [band_of(won, is_won=True) for won in (9_999_999, 10_000_000, 100_000_000, 10**12)]
        assert keys == ["1", "2", "3", "4"]


class TestDraw:
    def test_freezes_the_population_with_its_hash(self, sample):
        data = sample.population_list.path.read_bytes()
        rows = list(csv.DictReader(io.StringIO(data.decode())))

        assert hashlib.sha256(data).hexdigest() == sample.population_list.sha256
        assert [row["public_id"] for row in rows] == [PaymentLine.objects.get().public_id]
        assert (sample.population_count, sample.items.count()) == (1, 1)
        assert sample.items.get().amount_won == PaymentLine.objects.get().subsidised_won

    @pytest.mark.parametrize("population", Population.values)
    @pytest.mark.parametrize("layer", Layer.values)
    def test_every_population_has_every_layer(self, running, program, auditor, population, layer):
        terms = {**TERMS, "population": population, "layer": layer}
        drawn = operations.draw_sample(program=program, **terms, by=auditor, at=MOMENT)

        assert drawn.items.exists()
        assert all(one.label not in ("", None) for one in pages.strata(drawn))
        assert pages.rows(drawn)

    def test_a_period_without_cases_is_refused(self, running, program, auditor):
        terms = {**TERMS, "period_from": dt.date(2030, 1, 1)}
        with pytest.raises(refusals.NothingToDraw):
            operations.draw_sample(program=program, **terms, by=auditor, at=MOMENT)

    def test_is_the_auditors_alone(self, running, program, officer, tier1_rep, other_officer):
        for person in (officer, tier1_rep, other_officer):
            with pytest.raises(PermissionDenied):
                operations.draw_sample(program=program, **TERMS, by=person, at=MOMENT)

    def test_the_audited_office_sees_no_sample(self, sample, officer, auditor):
        assert list(Sample.objects.visible_to(auditor)) == [sample]
        assert not Sample.objects.visible_to(officer).exists()

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE auditing_sample SET seed = 'another1'",
            "DELETE FROM auditing_sample",
            "UPDATE auditing_stratum SET drawn_count = 0",
            "UPDATE auditing_sampleitem SET subject_id = 0",
            "UPDATE auditing_sampleitem SET amount_won = 1",
            "DELETE FROM auditing_sampleitem",
        ],
    )
    def test_nothing_of_it_changes_by_sql(self, sample, sql):
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            connection.cursor().execute(sql)

    def test_a_long_sample_takes_as_many_queries(self, sample):
        with CaptureQueriesContext(connection) as seen:
            pages.rows(sample)
        assert len(seen) <= 4


class TestFinding:
    def test_waits_for_the_office_and_then_for_the_auditor(self, finding, officer, auditor):
        assert Item.objects.open().get(subject_kind="audit_finding").kind == "answer_audit_finding"

        operations.answer(
            finding=finding, text="확인증을 추가로 받았습니다.", version=None, by=officer, at=MOMENT
        )
        waiting = Item.objects.open().get(subject_kind="audit_finding")
        assert (waiting.kind, waiting.user) == ("settle_audit_finding", auditor)

        operations.ask_again(finding=finding, reason="금액이 다름을 설명하세요.", by=auditor, at=MOMENT)
        operations.close(finding=finding, reason="추가 소명으로 해소됨", by=auditor, at=MOMENT)
        assert not Item.objects.open().filter(subject_kind="audit_finding", is_notice=False).exists()
        assert len(pages.history(AuditFinding.objects.get())) == 4
        with pytest.raises(InvalidTransition):
            operations.answer(finding=finding, text="늦은 답변", version=None, by=officer, at=MOMENT)

    def test_changes_nothing_of_the_case(self, sample, auditor):
        def facts():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT md5(string_agg(l::text, '')) FROM disbursements_paymentline l"
                    " UNION ALL SELECT md5(string_agg(r::text, '')) FROM disbursements_paymentrequest r"
                    " UNION ALL SELECT md5(string_agg(g::text, '')) FROM disbursements_grant g"
                )
                return cursor.fetchall()

        before = facts()
        note(sample, auditor)
        assert facts() == before

    def test_is_on_a_line_of_what_was_drawn(self, sample, auditor):
        with pytest.raises(refusals.NoSuchLine):
            note(sample, auditor, line="PAYMENT_LINE:0")

    def test_is_answered_by_the_office_and_closed_by_the_auditor(
        self, finding, officer, auditor, other_officer
    ):
        for person in (auditor, other_officer):
            with pytest.raises(PermissionDenied):
                operations.answer(finding=finding, text="답변합니다", version=None, by=person, at=MOMENT)
        for person in (officer, other_officer):
            with pytest.raises(PermissionDenied):
                operations.close(finding=finding, reason="종결합니다", by=person, at=MOMENT)

    def test_keeps_its_words(self, finding):
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            connection.cursor().execute("UPDATE auditing_auditfinding SET text = 'x'")

    def test_its_paper_is_for_who_sees_it(self, sample, auditor, officer, other_officer, tier1_rep, client):
        finding = note(sample, auditor, evidence=paper(auditor, filename="memo.pdf"))
        for person, status in ((auditor, 200), (officer, 200), (other_officer, 404), (tier1_rep, 404)):
            client.force_login(person)
            assert (
                client.get(reverse("auditing:finding_file", args=[finding.public_id])).status_code == status
            )


class TestLook:
    def test_ends_without_a_finding(self, sample, auditor):
        item = sample.items.get()
        operations.end_look(item=item, note="계산서와 이체확인증 대조", version=None, by=auditor, at=MOMENT)

        assert pages.rows(sample)[0].state.label == "지적 없음"
        with pytest.raises(refusals.AlreadyLooked):
            operations.end_look(item=item, note="다시 대조함", version=None, by=auditor, at=MOMENT)
        note(sample, auditor)
        assert pages.rows(sample)[0].state.label == "지적 있음"

    def test_is_refused_where_something_was_found(self, finding, sample, auditor):
        with pytest.raises(refusals.WithFinding):
            operations.end_look(
                item=sample.items.get(), note="이상 없음", version=None, by=auditor, at=MOMENT
            )


class TestPages:
    def test_are_walked_by_an_auditor(self, running, program, as_auditor):
        draw_page = reverse("auditing:draw", args=[program.public_id])
        assert as_auditor.get(draw_page).status_code == 200
        typed = {k: v for k, v in TERMS.items() if v is not None}
        bad = as_auditor.post(draw_page, {**typed, "seed": "!"})
        assert bad.status_code == 422
        assert as_auditor.post(draw_page, {**typed, "seed": ""}).status_code == 302
        sample = Sample.objects.get()
        assert len(sample.seed) == 32
        for name in ("sample", "population"):
            assert as_auditor.get(reverse(f"auditing:{name}", args=[sample.public_id])).status_code == 200
        sample.population_list.path.unlink()
        assert as_auditor.get(reverse("auditing:population", args=[sample.public_id])).status_code == 404
        item = sample.items.get()
        page = reverse("auditing:finding_new", args=[item.public_id])
        assert as_auditor.get(page).status_code == 200
        line = PaymentLine.objects.get()
        typed = {
            "line": f"PAYMENT_LINE:{line.pk}",
            "kind": "AMOUNT",
            "text": "금액이 다릅니다",
            "amount_won": "5",
        }
        for much in ("9223372036854775808", "1" + "0" * 15, "9" * 500, "-1", "0"):
            refused = as_auditor.post(page, {**typed, "amount_won": much})
            assert refused.status_code == 422
            assert much in refused.content.decode()
            assert typed["text"] in refused.content.decode()
        assert as_auditor.post(page, typed).status_code == 302
        finding = AuditFinding.objects.get()
        assert as_auditor.get(finding.get_absolute_url()).status_code == 200
        assert as_auditor.get(reverse("auditing:samples")).status_code == 200
        assert as_auditor.get(reverse("auditing:findings")).status_code == 200
