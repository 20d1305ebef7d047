"""Lists: as many queries for twenty rows as for one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Application
from core.inbox.operations import office as to_office
from core.inbox.operations import open_item
from core.users.models import User
from disbursements.models import Grant
from disbursements.operations import add_payment_line, draft_payment, submit_payment
from measurement.models import Measure
from reporting.statements.models import Statement
from tests.disbursements.conftest import line_terms
from tests.factories import cases, people, programmes
from tests.factories.people import FIRST_DAY, MOMENT

MANY = 12


@pytest.fixture
def another(
    consortium, anchor_member, technology, officer, approving_officer, funded_call, office, verifier
) -> Callable[[], None]:
    """Add one more firm with a case of every kind that has a list."""

    def another() -> None:
        firm = people.FirmFactory()
        people.certify(firm)
        rep = people.person_of(firm)
        programmes.join(consortium, firm, anchor_member)
        draft = cases.draft(consortium, firm, rep)
        item = cases.add_cost(draft, technology)
        application = cases.awarded(
            draft, rep=rep, assessor=officer, approver=approving_officer, amount=120_000_000
        )
        grant = cases.accepted(application, rep)
        payment = draft_payment(grant=grant, by=rep, at=MOMENT)
        add_payment_line(payment=payment, **line_terms(grant, rep, n=grant.pk), by=rep, at=MOMENT)
        submit_payment(payment=payment, by=rep, at=MOMENT)
        measure = Measure.objects.create(
            firm=firm, consortium=consortium, technology=technology, name="압축기", site="1공장"
        )
        item.measure = measure
        item.save()
        calculated(measure, rep)
        open_item(
            key=f"many:{application.pk}", kind="assess_application", subject=application,
            subject_kind="application",
            about=str(application), to=to_office(office.pk, "OFFICER"), at=MOMENT,
        )  # fmt: skip

    return another


def calculated(measure: Measure, by: User) -> Statement:
    statement = Statement.objects.create(
        measure=measure, period_from=FIRST_DAY, period_until=FIRST_DAY.replace(month=6, day=30),
        method="air_compressor", method_form="measured_sec", baseline_kg=Decimal(20), project_kg=Decimal(10),
        leakage_kg=Decimal(0), reduction_kg=10, figures_hash="f" * 64, calculated_at=MOMENT, calculated_by=by,
        submitted_at=MOMENT, submitted_by=by,
    )  # fmt: skip
    return statement.begin(by=by, at=MOMENT).move_to("SUBMITTED", by=by, at=MOMENT)


def queries(client: Client, url: str) -> int:
    client.get(url)  # fills caches of the process
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return len(captured)


def growing(client: Client, urls: dict[str, str], add: Callable[[], Any], many: int = MANY) -> list[str]:
    """Return the pages that ask more often when there is more to show."""
    add()
    few = {name: queries(client, url) for name, url in urls.items()}
    for _ in range(many):
        add()
    more = {name: queries(client, url) for name, url in urls.items()}
    return [
        f"{name}: {few[name]} queries for one, {more[name]} for {many + 1}"
        for name in urls
        if more[name] > few[name]
    ]


@pytest.mark.django_db
class TestLists:
    def test_ask_as_often_for_many_as_for_one(
        self, client, officer, anchor_rep, consortium, program, another
    ):
        names = (
            "dashboards:home",
            "applications:list",
            "disbursements:grants",
            "disbursements:payments",
            "statements:list",
        )
        pages = {name: reverse(name) for name in names} | {
            "dashboards:program": program.get_absolute_url(),
            "dashboards:consortium": consortium.get_absolute_url(),
            "dashboards:chain": reverse("dashboards:chain", args=[consortium.public_id]),
        }
        client.force_login(officer)

        wrong = growing(client, pages, another)

        assert Application.objects.count() == Grant.objects.count() == MANY + 1
        print(f"lists: {len(pages)} walked, {len(wrong)} violations")
        assert not wrong, "\n".join(wrong)

    def test_one_that_asks_per_row_is_caught(self, client, officer, another, monkeypatch):
        from disbursements.models.visibility import GrantQuerySet

        monkeypatch.setattr(GrantQuerySet, "with_parties", lambda self: self)
        client.force_login(officer)

        assert growing(client, {"grants": reverse("disbursements:grants")}, another, many=3)
