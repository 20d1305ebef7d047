"""
Who reads what of a supplier's case: a table of marked secrets × people, asked of real pages and files.

Each secret stands at one place, where those with an `x` must find it; who has an `o` reads it elsewhere only
(the verifier a measure assigned to them, the reviewer what an applicant means to order). The others must not
find it there nor on any other page, tab, list, spreadsheet or file they can open. Columns are the cast, as in
the table of addresses.
"""

import io
import zipfile
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from applications.pages.sheets import reduction_sheets
from applications.readers import EVERYBODY, READERS, Part, Reader, parts_for
from disbursements import operations
from disbursements.models import PaymentRequest
from tests.disbursements.conftest import line_terms
from tests.guards.conftest import CAST
from tests.guards.marked import (
    below_of,
    made,
    mark_answers,
    mark_case,
    mark_costs,
    mark_decision,
    mark_results,
    review_of,
)
from tests.guards.walk import passed

#: secret, where it stands, who reads it
TABLE = """
#                                          an of ap re ve au a1 t1 tc t2 ri ot
asked            application               .  x  x  x  .  x  x  x  x  .  .  .
tonnes           application               .  x  x  x  .  x  x  x  x  .  .  .
passed_won       contribution              .  x  x  .  .  x  x  x  x  x  .  .
purpose          application               .  x  x  x  .  x  .  x  x  .  .  .
finding          application               .  x  x  .  .  x  .  .  .  .  .  .
answered         application/questions     .  x  x  x  .  x  .  x  x  .  .  .
answer_name      application/questions     .  x  x  x  .  x  .  x  x  .  .  .
bought           application/money         .  x  x  x  .  x  .  x  x  .  .  .
price            application/money         .  x  x  x  .  x  .  x  x  .  .  .
supplier         application/money         .  x  x  x  .  x  .  x  x  .  .  .
losing_supplier  application/money         .  x  x  x  .  x  .  x  x  .  .  .
losing_price     application/money         .  x  x  x  .  x  .  x  x  .  .  .
chosen_because   application/money         .  x  x  x  .  x  .  x  x  .  .  .
quote_name       application/money         .  x  x  x  .  x  .  x  x  .  .  .
process          application/reductions    .  x  x  x  o  x  .  x  x  .  .  .
baseline         application/reductions    .  x  x  x  o  x  .  x  x  .  .  .
tied             application/eligibility   .  x  x  x  .  x  .  x  x  .  .  .
other_case       application/eligibility   .  x  x  .  .  x  .  .  .  .  .  .
paper_name       application/documents     .  x  x  x  .  x  .  x  x  .  .  .
reason           application/history       .  x  x  x  .  x  .  x  x  .  .  .
correction       application/corrections   .  x  x  x  .  x  .  x  x  .  .  .
reply            application/corrections   .  x  x  x  .  x  .  x  x  .  .  .
condition        application               .  x  x  .  .  x  .  x  x  .  .  .
letter           letter                    .  x  x  .  .  x  .  x  x  .  .  .
grounds          objection                 .  x  x  .  .  x  .  x  x  .  .  .
office_answer    objection                 .  x  x  .  .  x  .  x  x  .  .  .
question         application               .  x  x  .  .  x  .  x  x  .  .  .
note             application               .  x  x  .  .  x  .  .  .  .  .  .
below_title      below                     .  x  x  .  .  x  x  x  x  x  .  .
below_purpose    below                     .  x  x  .  .  x  .  .  .  x  .  .
below_price      below/money               .  x  x  .  .  x  .  .  .  x  .  .
below_supplier   below/documents           .  x  x  .  .  x  .  .  .  x  .  .
payment_won      payment                   .  x  x  .  .  x  x  x  x  .  .  .
invoiced_by      payment                   .  x  x  .  .  x  .  x  x  .  .  .
supply           payment                   .  x  x  .  .  x  .  x  x  .  .  .
invoice_name     payment                   .  x  x  .  .  x  .  x  x  .  .  .
check_reason     payment                   .  x  x  .  .  x  .  x  x  .  .  .
grant_reason     grant                     .  x  x  .  .  x  .  x  x  .  .  .
changed_won      change                    .  x  x  .  .  x  .  x  x  .  .  .
change_reason    change                    .  x  x  .  .  x  .  x  x  .  .  .
report_name      grant                     .  x  x  .  .  x  .  x  x  .  .  .
ordered          grant                     .  x  x  o  .  x  .  x  x  .  .  .
gift_won         contribution              .  x  x  .  .  x  x  x  x  x  .  .
gift_bought      contribution              .  x  x  .  .  x  .  .  .  x  .  .
gift_invoice     contribution              .  x  x  .  .  x  .  .  .  x  .  .
asset_site       kept_asset                .  x  x  .  .  x  .  x  x  .  .  .
found            finding                   .  x  x  .  .  x  .  x  x  .  .  .
serial           measure                   .  x  x  .  x  x  .  x  x  .  .  .
verified         verification_finding      .  x  x  .  x  x  .  x  x  .  .  .
quote            file                      .  x  x  x  .  x  .  x  x  .  .  .
losing_quote     file                      .  x  x  x  .  x  .  x  x  .  .  .
answer           file                      .  x  x  x  .  x  .  x  x  .  .  .
paper            file                      .  x  x  x  .  x  .  x  x  .  .  .
below_quote      file                      .  x  x  .  .  x  .  .  .  x  .  .
invoice          file                      .  x  x  .  .  x  .  x  x  .  .  .
gift             file                      .  x  x  .  .  x  .  .  .  x  .  .
fulfilment       file                      .  x  x  .  .  x  .  x  x  .  .  .
objected         file                      .  x  x  .  .  x  .  x  x  .  .  .
report           file                      .  x  x  .  .  x  .  x  x  .  .  .
receipt          file                      .  x  x  .  .  x  x  x  x  x  .  .
"""

#: files that are served by the room of applications
OF_APPLICATIONS = ("answer", "quote", "losing_quote", "paper", "below_quote", "fulfilment", "objected")
#: tabs of an application
TABS = ("questions", "money", "reductions", "eligibility", "documents", "corrections", "history")
LISTS = (
    "applications:list", "disbursements:payments", "disbursements:grants", "disbursements:passed_on",
    "measurement:list", "statements:list", "dashboards:home", "applications:panels", "applications:reviews",
    "disbursements:assets", "disbursements:inspections",
)  # fmt: skip
SPREADSHEETS = (
    "applications:list", "disbursements:payments", "disbursements:grants", "disbursements:assets",
    "measurement:list",
)  # fmt: skip


class Secret(NamedTuple):
    """One line of the table."""

    name: str
    place: str
    readers: frozenset[str]
    elsewhere: frozenset[str]


def table(text: str = TABLE) -> list[Secret]:
    rows = []
    for line in text.strip().splitlines():
        if not line.startswith("#"):
            name, place, *marks = line.split()
            who = {mark: frozenset(p for p, m in zip(CAST, marks, strict=True) if m == mark) for mark in "xo"}
            rows.append(Secret(name, place, who["x"], who["o"]))
    return rows


@pytest.fixture
def drafted_payment(grant: Any, tier1_clerk: Any, moment: Any) -> PaymentRequest:
    """A payment request whose invoice is marked."""
    payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=moment)
    marks = {"supplier_name": "secret-invoiced-by", "invoice": made(tier1_clerk, "invoice")}
    terms = line_terms(grant, tier1_clerk, supply_won=100_000_037, **marks)
    operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=moment)
    payment.refresh_from_db()
    return payment


@pytest.fixture
def told(
    world: SimpleNamespace, tier1_rep: Any, tier2_rep: Any, officer: Any, pass_on: Any
) -> SimpleNamespace:
    """Return the small world with every secret of the table in it."""
    mark_costs(world, tier1_rep)
    mark_answers(world, tier1_rep)
    mark_case(world, officer)
    mark_decision(world, tier1_rep, officer)
    mark_results(world, tier2_rep)
    world.below = below_of(world, tier2_rep)
    world.review = review_of(world, officer)
    world.receipt = pass_on(20_000_003, bank_reference="GIFT-2").evidence
    return world


def texts_of(world: SimpleNamespace) -> dict[str, str]:
    """Return {secret: the text that gives it away}."""
    sheet = reduction_sheets(world.application.cost_items.filter(measure=world.measure))[0]
    files = {
        "answer_name": "answer",
        "quote_name": "quote",
        "paper_name": "paper",
        "invoice_name": "invoice",
        "report_name": "report",
    }
    return {
        **{secret.name: f"secret-{secret.name.replace('_', '-')}" for secret in table()},
        **{name: f"secret-{file}.pdf" for name, file in files.items()},
        "gift_invoice": "secret-gift.pdf", "reason": "시험 결정", "serial": "E-1-secret",
        "baseline": sheet["rows"][0]["value"], "asked": "130,000,019", "tonnes": "77.531",
        "price": "200,000,009", "losing_price": "200,000,023", "supply": "100,000,037", "passed_won": "20,000,003",
        "below_price": "191,000,007", "gift_won": "4,000,013",
        "changed_won": "150,000,043",
        "payment_won": f"{world.payment.requested_won:,}",
    }  # fmt: skip


def pages_of(world: SimpleNamespace) -> dict[str, str]:
    """Return {place: address} of everything where a secret might be read."""
    subjects = (
        "application", "below", "grant", "contribution", "payment", "change", "passed", "measure",
        "statement", "firm", "consortium", "kept_asset", "asset_request", "inspection", "finding",
        "panel", "review", "letter", "objection", "verification_finding",
    )  # fmt: skip
    pages = {name: getattr(world, name).get_absolute_url() for name in subjects}
    for case in ("application", "below"):
        pages |= {f"{case}/{tab}": f"{pages[case]}?tab={tab}" for tab in TABS}
    return {
        **pages,
        "evidence": world.statement.evidence_url,
        "chain": reverse("dashboards:chain", args=[world.consortium.public_id]),
        "account": reverse("dashboards:account", args=[world.account.public_id]),
        "tier 2": world.contribution.firm.get_absolute_url(),
        **{name: reverse(name) for name in LISTS},
        **{f"{name}.xlsx": reverse(name) + "?export=xlsx" for name in SPREADSHEETS},
    }


def read(client: Client, url: str) -> str:
    """Return what an answer says; of a spreadsheet, what is in its cells; nothing if it is refused."""
    response = client.get(url)
    assert response.status_code in (200, 302, 403, 404), f"{url}: {response.status_code} says nothing"
    if response.status_code != 200:
        return ""
    content = response.getvalue()
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def surprises(
    world: SimpleNamespace, clients: dict[str, Client], people: Iterable[str] = CAST
) -> tuple[int, list[str]]:
    """Return how many secrets were looked for, and what is read by the wrong or not by the right people."""
    texts, pages, count, found = texts_of(world), pages_of(world), 0, []
    for person in people:
        said = {place: read(clients[person], url) for place, url in pages.items()}
        for secret in table():
            is_reader = person in secret.readers
            if secret.place == "file":
                room = "applications" if secret.name in OF_APPLICATIONS else "disbursements"
                url = reverse(f"{room}:file", args=[getattr(world, secret.name).public_id])
                seen = ["file"] if clients[person].get(url).status_code == 200 else []
            else:
                marks = {texts[secret.name], texts[secret.name].replace(",", "")}
                seen = [place for place, text in said.items() if any(mark in text for mark in marks)]
            count += 1
            if is_reader and secret.place not in seen:
                found.append(f"{secret.name} is not shown at {secret.place} to {person}")
            if not is_reader and person not in secret.elsewhere:
                found += [f"{secret.name} is read at {place} by {person}" for place in seen]
    return count, found


class TestReaders:
    def test_partners_read_the_outline_the_grant_and_the_steps(self):
        assert set(READERS) == set(Part)
        assert parts_for({Reader.PARTNER}) == {Part.OUTLINE, Part.GRANT, Part.STEPS}
        assert parts_for({Reader.OFFICE}) == set(Part)
        assert parts_for({Reader.FIRM}) == set(Part) - {Part.FINDINGS}
        assert parts_for({Reader.REVIEWER}) == set(Part) - {Part.FINDINGS, Part.GRANT, Part.DECISION}
        assert parts_for([]) == set()


@pytest.mark.early
class TestSecrets:
    def test_are_read_by_those_whom_the_table_names(self, told: SimpleNamespace, clients: dict[str, Client]):
        count, found = surprises(told, clients)

        passed("secrets looked for", count, 400, found)

    def test_a_planted_leak_is_caught(
        self, told: SimpleNamespace, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setitem(READERS, Part.COSTS, EVERYBODY)

        _, found = surprises(told, clients, ["anchor_rep"])

        assert "price is read at application/money by anchor_rep" in found
        assert "supply is read at payment by anchor_rep" in found
        assert "quote is read at file by anchor_rep" in found
        assert not [one for one in found if "below_purpose" in one]


@pytest.mark.django_db
class TestSearch:
    @pytest.mark.parametrize(
        ("name", "finds"), [("tier1_rep", True), ("officer", True), ("anchor_rep", False)]
    )
    def test_an_invoice_leads_to_its_payment_only_who_reads_it(
        self, request: Any, client: Client, submitted_payment: PaymentRequest, name: str, finds: bool
    ):
        client.force_login(request.getfixturevalue(name))
        line, address = submitted_payment.lines.get(), submitted_payment.get_absolute_url()
        for url, words in (
            (reverse("dashboards:search"), line.invoice_number),
            (reverse("dashboards:search"), line.supplier_number),
            (reverse("disbursements:payments"), line.invoice_number),
        ):
            text = client.get(url, {"q": words}).content.decode()
            assert (address in text) is finds, (url, words)
