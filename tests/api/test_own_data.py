"""What a firm's programs read: its own rows with the pages' figures, and nobody else's."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disbursements.queries import node_figures
from reporting.statements.models import Statement
from tests.factories import cases
from tests.guards.conftest import claimed_by_the_anchor
from tests.measurement.conftest import air, electricity, factors, later, measure, metered  # noqa: F401
from tests.statements.conftest import assigned, calculated, submitted  # noqa: F401

BASE = "/api/v1/own"
LISTS = ("consortia", "applications", "grants", "payments", "pass-throughs", "statements", "claims")


@pytest.fixture
def everything(linked_grant, submitted_payment, pass_on, submitted, consortium, anchor_rep) -> dict[str, Any]:  # noqa: F811
    """One row of every kind: tier 1's, and the anchor's claim."""
    return {
        "grants": linked_grant.parent,
        "payments": submitted_payment,
        "pass-throughs": pass_on(),
        "statements": submitted,
        "applications": linked_grant.parent.application,
        "claims": claimed_by_the_anchor(consortium, anchor_rep),
    }


def ids(program: Any, name: str) -> list[str]:
    answer = program.get(f"{BASE}/{name}")
    assert answer.status_code == 200, answer.content
    return [item["id"] for item in answer.json()["items"]]


class TestLists:
    def test_hold_the_firm_s_own(self, everything, tier1_program, program_of, anchor, anchor_rep):
        for name in ("grants", "payments", "pass-throughs", "statements"):
            assert ids(tier1_program, name) == [everything[name].public_id], name
        assert everything["applications"].public_id in ids(tier1_program, "applications")
        assert len(ids(tier1_program, "consortia")) == 1
        assert ids(tier1_program, "claims") == []
        assert ids(program_of(anchor, anchor_rep), "claims") == [everything["claims"].public_id]

    @pytest.mark.parametrize("name", LISTS)
    def test_hold_nothing_of_others(self, everything, program_of, rival, rival_rep, name):
        assert ids(program_of(rival, rival_rep), name) == []

    def test_of_the_anchor_hold_no_partner_s(self, everything, program_of, anchor, anchor_rep):
        program = program_of(anchor, anchor_rep)

        for name in ("grants", "payments", "pass-throughs", "statements"):
            assert ids(program, name) == [], name

    def test_of_the_firm_below_hold_no_more_than_its_own(
        self, everything, program_of, tier2, tier2_rep, linked_grant
    ):
        program = program_of(tier2, tier2_rep)

        assert ids(program, "grants") == [linked_grant.public_id]
        assert ids(program, "payments") == ids(program, "statements") == []
        (received,) = program.get(f"{BASE}/pass-throughs").json()["items"]
        assert (received["direction"], received["grant"]) == ("RECEIVED", linked_grant.public_id)
        assert received["amount_won"] == 20_000_000


class TestRecords:
    def test_of_others_are_not_there(self, everything, program_of, rival, rival_rep, tier2, tier2_rep):
        stranger = program_of(rival, rival_rep)
        for name, row in everything.items():
            answer = stranger.get(f"{BASE}/{name}/{row.public_id}")
            assert answer.status_code == 404, name
            assert answer["content-type"] == "application/problem+json"
        assert (
            program_of(tier2, tier2_rep).get(f"{BASE}/grants/{everything['grants'].public_id}").status_code
            == 404
        )

    def test_say_what_lists_say(self, everything, tier1_program):
        for name in ("consortia", "applications", "grants", "payments", "pass-throughs", "statements"):
            item = tier1_program.get(f"{BASE}/{name}").json()["items"][0]
            assert tier1_program.get(f"{BASE}/{name}/{item['id']}").json() == item

    def test_of_money_are_the_pages_figures(self, everything, tier1_program):
        grant = everything["grants"]
        figures = node_figures([grant])[grant.pk]

        money = tier1_program.get(f"{BASE}/grants/{grant.public_id}").json()["money"]

        assert money["awarded_won"] == figures.awarded == 120_000_000
        assert money["in_transit_won"] == figures.in_transit == 20_000_000
        assert money["net_won"] == figures.net
        assert money["received_won"] == sum(
            money[f"{part}_won"]
            for part in (
                "held", "conduit", "spent", "regranted", "regrant_in_transit", "returned",
                "under_recovery", "written_off",
            )
        )  # fmt: skip
        assert all(type(won) is int for won in money.values())

    def test_of_reductions_are_whole_kilograms(self, everything, tier1_program):
        statement = Statement.objects.get()

        (said,) = tier1_program.get(f"{BASE}/statements").json()["items"]

        assert said["signed_kg"] == said["reduction_kg"] - said["deducted_kg"] == statement.signed_kg
        assert type(said["signed_kg"]) is int

    @pytest.mark.parametrize("id", ["x", "0" * 17, "ABCDEFGHIJKLMNOP"])
    def test_with_an_id_of_another_form_are_refused(self, tier1_program, id):
        answer = tier1_program.get(f"{BASE}/grants/{id}")

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == "public_id"

    def test_at_addresses_that_are_none_are_problems_too(self, tier1_program):
        for odd in ("grants/%00", "grants/a%0Ab%0A", "grants/a%2Fb", "nothing", "grants/한글"):
            answer = tier1_program.get(f"{BASE}/{odd}")
            assert (answer.status_code, answer["content-type"]) == (404, "application/problem+json")

    def test_are_read_alone(self, tier1_program):
        for method in ("post", "put", "patch", "delete"):
            assert getattr(tier1_program, method)(f"{BASE}/grants").status_code == 405


class TestPages:
    @pytest.mark.parametrize(
        "query",
        [
            "limit=0",
            "limit=101",
            "limit=-1",
            "limit=x",
            "offset=-1",
            "offset=100001",
            "limit=1&limit=2",
            "lmit=5",
        ],
    )
    def test_are_bounded(self, tier1_program, query):
        answer = tier1_program.get(f"{BASE}/grants?{query}")

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] in {"limit", "offset", "lmit"}

    def test_lead_on(self, tier1_program, consortium, tier1, tier1_clerk, tier1_member):
        for _n in range(5):
            cases.draft(consortium, tier1, tier1_clerk)

        seen, address = [], f"{BASE}/applications?limit=2"
        while address:
            page = tier1_program.get(address).json()
            seen += [item["id"] for item in page["items"]]
            address = page["next"]

        assert len(seen) == len(set(seen)) == page["total"] == 5

    def test_cost_the_same_however_many_rows(
        self, everything, tier1_program, consortium, anchor_member, technology, tier1, tier1_rep, officer,
        approving_officer,
    ):  # fmt: skip
        def queries() -> dict[str, int]:
            counted = {}
            for name in LISTS:
                with CaptureQueriesContext(connection) as asked:
                    tier1_program.get(f"{BASE}/{name}")
                counted[name] = len(asked)
            return counted

        tier1_program.get(f"{BASE}/firm")
        before = queries()
        for _n in range(3):
            draft = cases.draft(consortium, tier1, tier1_rep)
            cases.add_cost(draft, technology)
            cases.accepted(
                cases.awarded(
                    draft, rep=tier1_rep, assessor=officer, approver=approving_officer, amount=1_000_000
                ),
                tier1_rep,
            )

        assert queries() == before
        assert max(before.values()) <= 12

    def test_carry_evil_names_whole(self, tier1_program, tier1_member, tier1):
        tier1.name = '"=1+1",\n한빛\u202e💥</script>'
        tier1.save()

        assert tier1_program.get(f"{BASE}/firm").json()["name"] == tier1.name
