"""Counting in the background, once per job, by whoever may."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.inbox.models import Item
from core.jobs.models import Job
from core.jobs.operations import Lost, Progress, finish, take
from reporting.tallies import queries
from reporting.tallies.models import Dimension, Tally
from reporting.tallies.operations import request_tally
from reporting.tallies.tasks import make_tally
from tests.factories.people import MOMENT, FirmFactory
from tests.factories.programmes import ConsortiumFactory

pytestmark = pytest.mark.django_db


def asked(program, officer):
    job = request_tally(program=program, by=officer, at=MOMENT)
    return take(job.pk)


class TestTally:
    def test_counts_programme_consortium_and_tiers(self, running, officer):
        job = asked(running.program, officer)
        result = make_tally(Progress(job), **job.payload)
        tally = Tally.objects.get(public_id=result["tally"])
        rows = {(row.dimension, row.key): row for row in tally.rows.all()}
        for place in ((Dimension.PROGRAM, str(running.program_id)), (Dimension.CONSORTIUM, str(running.pk))):
            row = rows[place]
            assert (row.grants, row.awarded_won, row.paid_won) == (2, 120_000_000, 80_000_000)
            assert (row.passed_on_won, row.contributed_won) == (25_000_000, 25_000_000)
            assert row.verified_kg == 12_345
        assert (rows[Dimension.TIER, "1"].awarded_won, rows[Dimension.TIER, "1"].verified_kg) == (
            120_000_000,
            12_345,
        )
        second = rows[Dimension.TIER, "2"]
        assert (second.grants, second.awarded_won, second.contributed_won) == (1, 0, 25_000_000)

    def test_a_second_run_of_the_job_keeps_nothing_new(self, running, officer):
        job = asked(running.program, officer)
        first = make_tally(Progress(job), **job.payload)
        assert make_tally(Progress(job), **job.payload) == first
        assert Tally.objects.count() == 1
        assert Item.objects.filter(kind="tally_made").count() == 1

    def test_an_attempt_that_lost_its_job_keeps_nothing(self, running, officer):
        job = asked(running.program, officer)
        Job.objects.filter(pk=job.pk).update(attempt=9)
        with pytest.raises(Lost):
            make_tally(Progress(job), **job.payload)
        assert not Tally.objects.exists()

    def test_the_same_figures_have_the_same_fingerprint(self, running, officer):
        newest = queries.newest_transfer()
        lines = [queries.count(running.program, until=newest) for _ in range(2)]
        assert lines[0] == lines[1]

    def test_as_many_queries_for_many_consortia(self, running):
        program = running.program

        def number():
            with CaptureQueriesContext(connection) as captured:
                queries.count(program, until=10**9)
            return len(captured)

        before = number()
        for _ in range(5):
            ConsortiumFactory(call=running.call, support_model=running.support_model, anchor=FirmFactory())
        assert number() == before <= 13

    @pytest.mark.parametrize("name", ["auditor", "anchor_rep", "reviewer", "verifier", "other_officer"])
    def test_refuses_whoever_may_not(self, running, request, name):
        with pytest.raises(PermissionDenied):
            request_tally(program=running.program, by=request.getfixturevalue(name), at=MOMENT)


class TestPages:
    def test_the_button_leads_to_the_job_and_the_job_to_the_tally(self, client, running, officer):
        client.force_login(officer)
        answer = client.post(reverse("tallies:make", args=[running.program.public_id]))
        assert client.get(answer.url).status_code == 200
        job = take(Job.objects.get(kind="tally").pk)
        finish(job, make_tally(Progress(job), **job.payload))
        text = client.get(answer.url).content.decode()
        tally = Tally.objects.get()
        assert tally.get_absolute_url() in text
        page = client.get(tally.get_absolute_url())
        assert "80,000,000원" in page.content.decode()
        assert "12.345 tCO₂e" in page.content.decode()

    @pytest.mark.parametrize(("name", "status"), [("auditor", 200), ("approving_officer", 200), ("anchor_rep", 404),
                                                   ("other_officer", 404), ("reviewer", 404)])  # fmt: skip
    def test_office_and_auditor_read_it(self, client, running, officer, request, name, status):
        job = asked(running.program, officer)
        make_tally(Progress(job), **job.payload)
        client.force_login(request.getfixturevalue(name))
        assert client.get(Tally.objects.get().get_absolute_url()).status_code == status
