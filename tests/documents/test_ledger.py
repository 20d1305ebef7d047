"""Each transfer of a dossier's ledger names the papers that bear it."""

import datetime as dt
from decimal import Decimal

import pytest

from core.evidence.operations import attach
from measurement.models import Reading
from reporting.documents.references import SECTIONS, References
from reporting.documents.templatetags.audit import borne_by
from tests.documents.made import facts_of, html_of
from tests.factories import cases
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


def borne(consortium):
    """Return {key of a transfer: names of the papers that bear it}."""
    plain = facts_of(consortium).plain
    refs, papers = References(plain), plain["evidence"]
    return {
        one["key"]: [papers[number - 1]["filename"] for number in refs.borne_by(one)]
        for one in plain["transfers"]
    }


class TestEvidence:
    def test_of_a_payment_is_its_invoice_and_of_money_passed_on_its_receipt(
        self, running, grant, linked_grant
    ):
        payment, passed = grant.payment_requests.get(), linked_grant.received_from.get()
        found = borne(running)

        assert payment.lines.get().invoice.filename in found[f"confirm:{payment.pk}:held"]
        assert payment.lines.get().invoice.filename in found[f"release:{payment.pk}:1"]
        assert found[f"pass:{passed.pk}:record"] == [passed.evidence.filename]
        assert found[f"pass:{passed.pk}:duty"] == [passed.evidence.filename]

    def test_of_an_award_is_what_was_handed_in_for_it(self, running, grant, tier1_clerk):
        item = grant.application.cost_items.get()
        quote = cases.file_of(item)
        attach(
            attachment=quote,
            owner_kind="cost_item",
            owner_id=item.pk,
            purpose="quote",
            by=tier1_clerk,
            at=MOMENT,
        )

        assert borne(running)[f"award:{grant.application_id}"] == [quote.filename]

    def test_of_a_signed_statement_is_what_its_readings_rest_on(self, running, measure, tier1_clerk):
        lot = measure.statements.get()
        at, later = lot.verified_at, lot.verified_at + dt.timedelta(days=1)
        meter = measure.meters.create(quantity="electricity_kwh", unit="kWh", serial="EL-77")
        january, signed = dt.date(2025, 1, 1), lot.period_from.replace(day=1)
        for name, month, locked_at in (
            ("baseline.pdf", january, at), ("within.pdf", signed, at), ("unsigned.pdf", dt.date(2025, 2, 1), None),
            ("since.pdf", dt.date(2025, 3, 1), later),
        ):  # fmt: skip
            paper = cases.paper(tier1_clerk, cases.SMALL_PDF + name.encode(), filename=name)
            attach(
                attachment=paper, owner_kind="measure", owner_id=measure.pk, purpose="reading", by=tier1_clerk,
                at=MOMENT,
            )  # fmt: skip
            Reading.objects.create(
                meter=meter, month=month, opening=Decimal(0), closing=Decimal(5), evidence=paper,
                recorded_at=MOMENT, recorded_by=tier1_clerk, locked_at=locked_at,
                locked_by=tier1_clerk if locked_at else None,
            )  # fmt: skip

        assert borne(running)[f"verify:{lot.pk}:{running.pk}"] == ["baseline.pdf", "within.pdf"]

    def test_is_linked_in_the_ledger(self, running, grant):
        html, plain = html_of(running), facts_of(running).plain
        refs = References(plain)
        (confirmed,) = (
            one
            for one in plain["transfers"]
            if one["key"] == f"confirm:{grant.payment_requests.get().pk}:held"
        )
        row = html[html.index(confirmed["key"]) :].partition("</tr>")[0]

        assert refs.borne_by(confirmed)
        for number in refs.borne_by(confirmed):
            assert f'href="#paper-{number}"' in row
            assert f'id="paper-{number}"' in html


class TestSections:
    def test_are_named_beside_the_papers_that_no_row_of_them_names(
        self, running, grant, measure, tier1_clerk
    ):
        for kind, owner in (("asset", grant.assets.first()), ("measure", measure)):
            paper = cases.paper(tier1_clerk, cases.SMALL_PDF + kind.encode(), filename=f"{kind}.pdf")
            attach(
                attachment=paper,
                owner_kind=kind,
                owner_id=owner.pk,
                purpose="photo",
                by=tier1_clerk,
                at=MOMENT,
            )
        plain = facts_of(running).plain
        refs = References(plain)
        cited = {one["filename"]: [place.anchor for place in refs.citing[one["sha256"]]]
                 for one in plain["evidence"] if one["kind"] in SECTIONS}  # fmt: skip

        assert (cited["asset.pdf"], cited["measure.pdf"]) == (["assets"], ["measures"])

    def test_are_there(self, running):
        html = html_of(running)

        assert [place.anchor for place in SECTIONS.values() if f'id="{place.anchor}"' not in html] == []


class TestNumbers:
    @pytest.mark.parametrize(
        ("numbers", "shown"),
        [([], ""), ([3], "E3"), ([3, 4], "E3, E4"), ([3, 4, 5, 9], "E3–E5, E9")],
    )
    def test_in_a_row_are_named_by_their_ends(self, numbers, shown):
        class Refs:
            def borne_by(self, transfer):
                return numbers

        text = "".join(
            part.partition(">")[2] for part in borne_by(Refs(), {}).replace("</a>", "<x>").split("<")
        )
        assert text == shown
