"""Indirect subsidy through four tiers: awarded, paid through conduits, disputed, shrunk, suspended, cancelled."""

import pytest

from core.ledger.queries import balance
from disbursements.figures import award_gap, identity_gap
from disbursements.queries import node_figures
from reporting.dashboards import books
from tests.disbursements.chains import Chain
from tests.factories import programmes


@pytest.fixture
def chain(
    program, funded_call, chain_model, anchor, anchor_rep, technology, officer, approving_officer
) -> Chain:
    """An anchor with three firms below each other, in a consortium that hands subsidy on."""
    consortium = programmes.ConsortiumFactory(
        call=funded_call, support_model=chain_model, anchor=anchor, name="간접보조 컨소시엄",
        pass_through_kind="INDIRECT", registered_by=anchor_rep,
    )  # fmt: skip
    made = Chain(consortium, technology, officer, approving_officer)
    above = programmes.join(consortium, anchor)
    for name in ("한빛정밀", "가온열처리", "나래도금"):
        above = made.members[made.join(name, above)]
    return made


@pytest.fixture
def tree(chain: Chain) -> Chain:
    """Tier 1: 400 million own, 400 to hand on; tier 2: 100 own, 60 to hand on; tier 3: 60."""
    chain.top(400_000_000, 400_000_000)
    chain.hand_down(0, 1, 100_000_000, 60_000_000)
    chain.hand_down(1, 2, 60_000_000)
    return chain


def conduit(chain: Chain, number: int, destination: int) -> int:
    return balance(chain.grants[number].owner, f"conduit:{chain.grants[destination].application_id}")


def incoming(chain: Chain, number: int, destination: int) -> int:
    return balance(chain.grants[number].owner, f"incoming:{chain.grants[destination].application_id}")


def assert_balanced(chain: Chain) -> None:
    """Hold the identity at every node, and the books as a whole."""
    for figures in node_figures(chain.grants).values():
        assert (identity_gap(figures), award_gap(figures)) == (0, 0), figures
    found = [str(difference) for comparison in books.check() for difference in comparison.differences]
    assert found == []


class TestAward:
    def test_comes_out_of_the_regrant_above(self, tree: Chain):
        top, middle, last = tree.grants

        assert balance(top.owner, "regrant") == 400_000_000 - 160_000_000
        assert (balance(middle.owner, "committed"), balance(middle.owner, "regrant")) == (100_000_000, 0)
        assert balance(last.owner, "committed") == 60_000_000
        assert [g.parent_id for g in tree.grants] == [None, top.pk, middle.pk]


class TestPayment:
    def test_goes_through_every_firm_to_the_one_it_is_for(self, tree: Chain):
        payment = tree.paid(tree.grants[2], tree.reps[2], 500_000_000)

        assert payment.requested_won == 60_000_000
        assert conduit(tree, 0, 2) == 60_000_000
        first = tree.hop(payment, 0)
        assert (conduit(tree, 0, 2), incoming(tree, 1, 2)) == (0, 60_000_000)
        tree.confirm(first, 1)
        assert (incoming(tree, 1, 2), conduit(tree, 1, 2)) == (0, 60_000_000)
        second = tree.hop(payment, 1)
        tree.confirm(second, 2)

        figures = node_figures(tree.grants)
        top, middle, last = (figures[g.pk] for g in tree.grants)
        assert (top.received, top.regranted, top.net) == (60_000_000, 60_000_000, 0)
        assert (middle.received, middle.regranted, middle.net) == (60_000_000, 60_000_000, 0)
        assert (last.received, last.spent, last.net) == (60_000_000, 60_000_000, 60_000_000)
        assert_balanced(tree)
