"""The chain page: the identity at every node and in all, shared suppliers counted once, effects from below."""

import dataclasses

import pytest
from django.urls import reverse
from django.utils import translation

from disbursements import operations
from reporting.dashboards import chain as shown
from reporting.dashboards import identity
from reporting.dashboards.queries.chain import whole_tree
from tests.factories import cases, people, programmes
from tests.factories.people import MOMENT

MILLION = 1_000_000


def by_name(table):
    return {row.name: row for row in [*table.rows, table.total]}


class TestIdentity:
    def test_holds_at_every_node_and_counts_every_won_once(self, tree, paid):
        tree.confirm(tree.hop(paid, 0), 1)
        tree.hop(paid, 1)
        with translation.override("en"):
            rows = by_name(identity.subsidies(whole_tree(tree.consortium)))
        first, second, last = (rows[str(firm)] for firm in tree.firms)
        assert [(row.gross.won, row.net, row.gap) for row in (first, second, last)] == [
            (60 * MILLION, 0, 0), (60 * MILLION, 60 * MILLION, 0), (0, 0, 0),
        ]  # fmt: skip
        assert {cell.label: cell.won for cell in second.terms if cell.won} == {"In transit": 60 * MILLION}
        together = rows["Together"]
        assert (together.gross.won, together.net, together.gap) == (120 * MILLION, 60 * MILLION, 0)

    def test_says_by_how_much_it_does_not_hold(self, tree, paid):
        top = whole_tree(tree.consortium)
        node = next(node for node in top.walk() if node.figures and node.figures.conduit)
        node.figures = dataclasses.replace(node.figures, conduit=node.figures.conduit - 7)
        table = identity.subsidies(top)
        assert [row.name for row in table.rows if row.gap == 7] == [node.name]
        assert (table.total.gap, table.broken) == (7, 1)

    def test_stands_on_the_page_with_its_transfers(self, tree, paid, client):
        client.force_login(tree.officer)
        page = client.get(
            reverse("dashboards:chain", args=[tree.consortium.public_id]), HTTP_ACCEPT_LANGUAGE="en"
        ).content.decode()
        assert 'id="subsidy"' in page
        assert f"{60 * MILLION:,}" in page


class TestSharedSuppliers:
    @pytest.fixture
    def second(self, tree, call):
        """Another consortium in which tier 1 of the first has a place as well, without a case of its own."""
        anchor = people.FirmFactory(name="제이전자")
        leader = people.person_of(anchor)
        consortium = programmes.ConsortiumFactory(
            call=call, support_model=tree.consortium.support_model, anchor=anchor, name="두 번째 컨소시엄",
            pass_through_kind="INDIRECT", registered_by=leader,
        )  # fmt: skip
        programmes.join(consortium, tree.firms[0], programmes.join(consortium, anchor))
        return consortium

    def test_are_shown_in_each_consortium_and_counted_in_one(self, tree, paid, second):
        here, there = whole_tree(tree.consortium), whole_tree(second)
        with translation.override("en"):
            node = next(n for n in here.walk() if n.firm_id == tree.firms[0].pk)
            assert shown.notes(node) == [f"Also in {second.name}"]
            led = next(n for n in there.walk() if n.case)
            assert (led.firm_id, led.counts) == (tree.firms[0].pk, False)
            assert shown.notes(led) == [f"Led by {tree.consortium.name}: shown here, counted there"]
        assert led.money["received"] == shown.subsidies(here)["received"] == 60 * MILLION
        assert (shown.subsidies(there)["received"], shown.awarded_won(there)) == (0, 0)
        assert identity.subsidies(there) is None
        assert shown.awarded_won(here) == 800 * MILLION

    def test_of_another_consortium_show_no_money_to_its_anchor(self, tree, paid, second, client):
        client.force_login(second.registered_by)
        page = client.get(reverse("dashboards:chain", args=[second.public_id])).content.decode()
        assert "400,000,000" not in page
        assert tree.firms[0].name in page


class TestEffectsFromBelow:
    def test_stand_at_every_grant_above(self, tree, approving_officer):
        operations.shrink_grant(
            grant=tree.grants[2], own_won=10 * MILLION, regrant_won=0, reason="위반으로 감액",
            by=approving_officer, at=MOMENT,
        )  # fmt: skip
        nodes = {n.firm_id: n for n in whole_tree(tree.consortium).walk() if n.figures}
        for above in tree.firms[:2]:
            (effect,) = nodes[above.pk].effects
            assert (effect.grant.pk, effect.what, effect.won) == (tree.grants[2].pk, "REDUCED", 10 * MILLION)
        assert nodes[tree.firms[2].pk].effects == []


def test_several_children_of_one_parent_add_up(chain, lies):
    chain.top(100 * MILLION, 300 * MILLION)
    chain.members[chain.join("또다른협력", chain.members[0])]
    chain.hand_down(0, 1, 100 * MILLION)
    chain.hand_down(0, 3, 200 * MILLION)
    for grant, number in ((chain.grants[1], 1), (chain.grants[2], 3)):
        payment = chain.paid(grant, chain.reps[number], 100 * MILLION)
        chain.count += 1
        hop = operations.record_hop(
            payment=payment, payer=chain.grants[0], paid_on=MOMENT.date(), bank_reference=f"H{number}",
            evidence=cases.paper(chain.reps[0]), by=chain.reps[0], at=MOMENT,
        )  # fmt: skip
        chain.confirm(hop, number)
    table = identity.subsidies(whole_tree(chain.consortium))
    top = table.rows[0]
    assert top.gross.won == sum(row.gross.won for row in table.rows[1:])
    assert (top.net, top.gap, table.total.net) == (0, 0, top.gross.won)
