"""Lists: as many queries for twenty rows as for one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.inbox.operations import office as to_office
from core.inbox.operations import open_item
from core.ui.lists import ListPage
from core.users.models import Delegation, User
from core.users.scopes import ScopeKind
from core.workflow import clock
from disbursements import operations
from disbursements.models import (
    BankStatement,
    Debt,
    Grant,
    Inspection,
    PassThrough,
    PaymentBatch,
    PaymentLimit,
    Pledge,
    Settlement,
    SettlementLine,
)
from firms.models import Exposure
from measurement.factoring import operations as factor_operations
from measurement.models import Measure, MeasureExposure
from reporting.claims.models import PerformanceDecision
from reporting.documents.models import Document
from reporting.statements.models import Statement
from reporting.tallies.models import Tally
from tests.disbursements.conftest import line_terms
from tests.factories import cases, people, programmes
from tests.factories.cases import all_accepted
from tests.factories.people import FAR_AWAY, FIRST_DAY, MOMENT
from tests.guards.conftest import (
    audit_of,
    audited,
    claimed_by_the_anchor,
    contract_year_of,
    handed_over_to_the_state,
    signal_about,
)
from tests.guards.test_urls_by_role import product_addresses
from tests.guards.walk import passed
from tests.ui.sheets import rows_of

MANY = 12


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


def list_pages() -> dict[str, str]:
    """Return {name: address} of every page that is a list."""
    views = {name: getattr(at.callback, "view_class", object) for name, at in product_addresses().items()}
    return {name: reverse(name) for name, view in views.items() if issubclass(view, ListPage)}


@pytest.fixture
def another(
    consortium,
    anchor_member,
    technology,
    officer,
    approving_officer,
    paying_officer,
    funded_call,
    office,
    verifier,
    linked_grant,
) -> Callable[[], None]:
    """Add one more firm with a case of every kind that has a list; the officer audits as well."""
    people.give_role(officer, "AUDITOR", ScopeKind.OFFICE, office.pk)

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
        pay(grant, rep, officer, approving_officer, paying_officer)
        PassThrough.objects.create(
            payer=grant, receiver=linked_grant, amount_won=1, paid_on=FIRST_DAY, bank_reference=f"P-{grant.pk}",
            evidence=cases.paper(rep), recorded_at=MOMENT, recorded_by=rep,
        ).begin(by=rep, at=MOMENT)  # fmt: skip
        Inspection.objects.create(
            grant=grant, number=1, mode="REMOTE", planned_on=FIRST_DAY, inspector=officer, planned_at=MOMENT,
            planned_by=officer,
        ).begin(by=officer, at=MOMENT)  # fmt: skip
        Debt.objects.create(
            grant=grant, firm=firm, kind="PRINCIPAL", ground="MISUSE", amount_won=1, spent_won=1, finding="x",
            proposed_at=MOMENT, proposed_by=officer,
        ).begin(by=officer, at=MOMENT)  # fmt: skip
        settlement = Settlement.objects.create(
            grant=grant, basis="COMPLETION", until_on=FIRST_DAY, due_on=FIRST_DAY, opened_at=MOMENT,
            opened_by=officer,
        ).begin(by=officer, at=MOMENT)  # fmt: skip
        SettlementLine.objects.create(
            settlement=settlement, cost_item=item, awarded_won=1, asked_won=1, paid_won=1, stated_won=1
        )
        Pledge.objects.create(
            consortium=consortium, grant=grant, firm=consortium.anchor, cash_won=1, in_kind_won=0,
            purpose="자부담", promised_at=MOMENT, promised_by=rep,
        )  # fmt: skip
        measure = Measure.objects.create(
            firm=firm, consortium=consortium, technology=technology, name="압축기", site="1공장"
        )
        Document.objects.create(
            kind="CONSORTIUM_AUDIT", subject_id=consortium.pk, about=str(consortium), size=1, pages=1,
            program=consortium.program, language="ko", facts_hash=f"{grant.pk:064}", made_at=MOMENT,
            made_by=officer,
        )  # fmt: skip
        Tally.objects.create(
            program=consortium.program, job_key=f"{grant.pk}", inputs_hash="f" * 64, made_at=MOMENT
        )
        exposure = Exposure.objects.create(firm=firm, regulation="CBAM", product="축", since=FIRST_DAY)
        MeasureExposure.objects.create(measure=measure, exposure=exposure)
        item.measure = measure
        item.save()
        calculated(measure, rep)
        of_the_bank(consortium.program, grant.pk, officer, approving_officer)
        signal_about(grant, officer)
        factor_operations.draft_table(
            office=office, purpose="PROGRAM", family="ELECTRICITY", approval_round=f"{grant.pk}",
            source_ko="시험", source_en="Test", by=officer, at=MOMENT,
        )  # fmt: skip
        claimed_by_the_anchor(consortium, officer)
        contract_year_of(consortium, officer, year=2000 + PerformanceDecision.objects.count())
        audit_of(grant, officer)
        handed_over_to_the_state(consortium.program, officer)
        audited(grant, officer)
        open_item(
            key=f"many:{application.pk}", kind="assess_application", subject=application,
            subject_kind="application",
            about=str(application), to=to_office(office.pk, "OFFICER"), at=MOMENT,
        )  # fmt: skip

    return another


def pay(grant: Grant, rep: User, officer: User, approving_officer: User, paying_officer: User) -> None:
    """Pay half of the award, so that the firm owes a contribution; one more request waits."""
    payment = operations.draft_payment(grant=grant, by=rep, at=MOMENT)
    operations.add_payment_line(payment=payment, **line_terms(grant, rep, n=grant.pk), by=rep, at=MOMENT)
    operations.submit_payment(payment=payment, by=rep, at=MOMENT)
    operations.check_payment(
        payment=payment, decisions=all_accepted(payment), finding="증빙 일치", by=officer, at=MOMENT
    )
    operations.approve_payment(payment=payment, by=approving_officer, at=MOMENT)
    operations.release_payment(payment=payment, by=paying_officer, at=MOMENT)
    operations.confirm_payment(
        payment=payment, paid_on=MOMENT.date(), bank_reference=f"BANK-{grant.pk}", amount_won=60_000_000,
        by=officer, at=MOMENT,
    )  # fmt: skip
    operations.draft_payment(grant=grant, by=rep, at=MOMENT)


def calculated(measure: Measure, by: User) -> Statement:
    statement = Statement.objects.create(
        measure=measure, firm=measure.firm, period_from=FIRST_DAY,
        period_until=FIRST_DAY.replace(month=6, day=30),
        method="air_compressor", method_form="measured_sec", baseline_kg=Decimal(20), project_kg=Decimal(10),
        leakage_kg=Decimal(0), reduction_kg=10, figures_hash="f" * 64, calculated_at=MOMENT, calculated_by=by,
        submitted_at=MOMENT, submitted_by=by,
    )  # fmt: skip
    return statement.begin(by=by, at=MOMENT).move_to("SUBMITTED", by=by, at=MOMENT)


def of_the_bank(program: Any, n: int, officer: User, approver: User) -> None:
    """Add a batch, a statement, somebody who stands in, and a limit."""
    PaymentBatch.objects.create(
        program=program, number=n, pays_on=FAR_AWAY, composed_at=MOMENT, composed_by=officer
    ).begin(by=officer, at=MOMENT)
    BankStatement.objects.create(
        program=program, name=f"S-{n}", account_number="1", file=cases.paper(officer), sha256=f"{n:064}",
        received_at=MOMENT, received_by=officer,
    )  # fmt: skip
    Delegation.objects.create(
        office=program.office, giver=approver, stand_in=officer, role="APPROVING_OFFICER",
        valid_from=FIRST_DAY, valid_until=FIRST_DAY, reason="휴가", made_at=MOMENT, made_by=approver,
    )  # fmt: skip
    PaymentLimit.objects.create(
        office=program.office, hand="RELEASE", role="PAYING_OFFICER", limit_won=10**12 + n, valid_from=FIRST_DAY,
        source="규정", set_at=MOMENT, set_by=approver,
    )  # fmt: skip


def queries(client: Client, url: str) -> int:
    client.get(url)  # fills caches of the process
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return len(captured)


def growing(client: Client, urls: dict[str, str], add: Callable[[], Any], many: int = MANY) -> list[str]:
    """Return the pages that ask more often when there is more to show; sums are shown from two rows on."""
    add()
    add()
    few = {name: queries(client, url) for name, url in urls.items()}
    for _ in range(many):
        add()
    more = {name: queries(client, url) for name, url in urls.items()}
    return [
        f"{name}: {few[name]} queries for two, {more[name]} for {many + 2}"
        for name in urls
        if more[name] > few[name]
    ]


@pytest.mark.early
@pytest.mark.django_db
class TestLists:
    def test_ask_as_often_for_many_as_for_one(
        self, client, officer, anchor_rep, consortium, program, another
    ):
        pages = list_pages() | {
            "dashboards:home": reverse("dashboards:home"),
            "dashboards:program": program.get_absolute_url(),
            "dashboards:consortium": consortium.get_absolute_url(),
            "dashboards:chain": reverse("dashboards:chain", args=[consortium.public_id]),
        }
        client.force_login(officer)

        wrong = growing(client, pages, another)

        assert Grant.objects.filter(kind="SUBSIDY").count() == MANY + 3
        assert not {name for name in list_pages() if not counted(client, pages[name])}, "an empty list"
        print(f"lists: {len(pages)} walked, {len(wrong)} violations")
        assert not wrong, "\n".join(wrong)

    def test_one_that_asks_per_row_is_caught(self, client, officer, another, monkeypatch):
        from disbursements.models.visibility import GrantQuerySet

        monkeypatch.setattr(GrantQuerySet, "with_parties", lambda self: self)
        client.force_login(officer)

        assert growing(client, {"grants": reverse("disbursements:grants")}, another, many=3)


def counted(client: Client, url: str) -> int:
    return client.get(url).context["listing"].count


@pytest.mark.django_db
class TestEveryList:
    def test_sorts_by_each_of_its_columns_and_loses_no_row(self, client, officer, another):
        for _ in range(3):
            another()
        client.force_login(officer)
        wrong, walked = [], 0
        for name, url in list_pages().items():
            listing = client.get(url).context["listing"]
            for sort in (f"{sign}{key}" for key in listing.sortable for sign in ("", "-")):
                walked += 1
                shown = client.get(url, {"sort": sort}).context["listing"]
                if shown.sort != sort or shown.count != listing.count:
                    wrong.append(f"{name} by {sort}: {shown.count} rows instead of {listing.count}")

        passed("orders of lists", walked, 80, wrong)

    def test_is_the_same_as_a_file(self, client, officer, another):
        for _ in range(2):
            another()
        client.force_login(officer)
        wrong = []
        for name, url in list_pages().items():
            listing = client.get(url).context["listing"]
            head, *rows = rows_of(client.get(url, {"export": "xlsx"}))
            shown = [row[0].text for row in listing.rows]
            if len(rows) != listing.count or [str(row[0]) for row in rows][: len(shown)] != shown:
                wrong.append(f"{name}: {len(rows)} rows in the file, {listing.count} on the page")
            missing = {str(column.label) for column in listing.columns} - {h.split(" (")[0] for h in head}
            wrong += [f"{name}: {label} is not in the file" for label in missing if "(" not in label]

        passed("lists as files", len(list_pages()), 9, wrong)

    def test_says_what_to_do_while_it_is_empty(self, client, db):
        client.force_login(people.UserFactory())
        wrong = []
        for name, url in list_pages().items():
            page = client.get(url)
            if not page.context["listing"].count and 'class="empty-hint"' not in page.content.decode():
                wrong.append(f"{name}: empty, and says nothing about it")

        passed("empty lists", len(list_pages()), 9, wrong)

    def test_one_that_shows_more_than_its_file_is_caught(self, client, officer, another, monkeypatch):
        another()
        another()
        client.force_login(officer)
        from core.ui.lists import Listing

        monkeypatch.setattr(Listing, "all_rows", lambda self: iter(self.prepare(list(self.matching)[:1])))
        url = reverse("applications:list")

        assert len(rows_of(client.get(url, {"export": "xlsx"}))) - 1 < counted(client, url)
