"""A large chain: what of it is drawn, what is only counted, and that nothing of it is lost."""

import dataclasses
from types import SimpleNamespace

import pytest
from django.urls import reverse

from disbursements.figures import NodeFigures
from reporting.dashboards import chain, flow, folding, identity
from reporting.dashboards.folding import MOST, WHOLE, Picture
from reporting.dashboards.queries.chain import Node, _deepen
from reporting.dashboards.queries.money import FIGURES, Money

WON = 1_000


def firm(key, *children):
    """Return a firm of an indirect chain that was paid all it was awarded and still holds it."""
    figures = NodeFigures("INDIRECT", WON, received=WON, received_own=WON, held=WON)
    money = Money(
        dict.fromkeys(FIGURES, 0) | {"awarded": WON, "received": WON, "net": WON}, dict.fromkeys(FIGURES, ())
    )
    case = SimpleNamespace(grant_kind="INDIRECT", get_grant_kind_display=lambda: "", awarded_won=WON)
    return Node(
        f"기업 {key}", "", 0, key, firm_id=1, case=case, status=None, money=money, figures=figures,
        children=list(children),
    )  # fmt: skip


def chain_of(*children):
    top = Node("사업", "", 0, "top", children=list(children))
    _deepen(top, 0)
    return top


def grown(key, width, depth):
    return firm(key, *(grown(f"{key}-{n}", width, depth - 1) for n in range(width) if depth))


@pytest.fixture
def large():
    """One firm, ten below it, ten below each of them, three below each of those."""
    return chain_of(firm("a", *(grown(f"a-{n}", 10, 1) for n in range(10))))


def lost(picture):
    """Return how many nodes are neither drawn nor counted below one that is."""
    hidden = sum(
        found.number for node in picture.walk() if (found := chain.folded(node, picture)) is not None
    )
    return len(picture.top.walk()) - len(list(picture.walk())) - hidden


class TestPicture:
    def test_draws_a_chain_of_ordinary_size_whole(self):
        picture = Picture(chain_of(firm("a", *(firm(f"a-{n}") for n in range(WHOLE - 2)))))
        assert len(list(picture.walk())) == WHOLE
        assert not any(picture.hidden(node) for node in picture.walk())

    def test_draws_whole_tiers_of_a_large_one_and_counts_the_rest(self):
        picture = Picture(chain_of(grown("a", 12, 3)))
        assert {node.depth for node in picture.walk()} == {0, 1, 2}
        assert [node.key for node in picture.walk() if picture.hidden(node)] == [f"a-{n}" for n in range(12)]
        assert lost(picture) == 0

    def test_opens_small_branches_beside_a_large_one(self):
        small = [firm(f"s{n}", firm(f"s{n}-1")) for n in range(5)]
        picture = Picture(chain_of(*small, grown("b", 200, 1)))
        assert {node.key for node in picture.walk()} > {"s0-1", "s4-1", "b"}
        assert [node.key for node in picture.walk() if picture.hidden(node)] == ["b"]
        assert lost(picture) == 0

    def test_goes_through_a_tier_that_is_too_wide_a_part_at_a_time(self):
        top = chain_of(grown("a", 150, 1))
        opened, seen, skip, pages = top.children[0], [], 0, 0
        while True:
            picture = Picture(top, opened, skip)
            assert len(list(picture.walk())) <= MOST + 1  # and the way to it
            assert lost(picture) == 0
            seen += [node.key for node in picture.children(opened)]
            pages += 1
            assert bool(picture.before(opened)) == (skip > 0)
            if not (after := picture.after(opened)):
                break
            skip = int(after.partition("from=")[2].partition("#")[0])
        assert seen == [node.key for node in opened.children]
        assert pages == 3


class TestWhatIsFolded:
    def test_says_sums_and_at_how_many_the_book_breaks(self):
        top = chain_of(grown("a", 12, 3))
        broken = top.children[0].children[3].children[5]
        broken.figures = dataclasses.replace(broken.figures, held=WON - 7)
        picture = Picture(top)
        found = {
            node.key: folded for node in picture.walk() if (folded := chain.folded(node, picture)) is not None
        }
        assert {key: one.broken for key, one in found.items() if one.broken} == {"a-3": 1}
        assert {one.number for one in found.values()} == {12 + 144}
        assert str(12 * 13 * WON)[:3] in found["a-3"].figures[1][1]
        table = identity.subsidies(top, picture)
        assert (table.broken, table.hidden.broken, table.hidden.gap, table.total.gap) == (1, 1, 7, 7)
        assert len(table.rows) == 13
        assert table.hidden.gross.won + sum(row.gross.won for row in table.rows) == table.total.gross.won

    def test_flows_as_one_stream_by_payer(self):
        top = chain_of(grown("a", 12, 3))
        picture = Picture(top)
        singly, drawn = flow.streams(top), flow.drawn(picture)
        shown = [s for s in singly if s.source is None or picture.shows(s.source)]
        assert sum(s.agreed for s in drawn) == sum(s.agreed for s in shown)
        assert len(drawn) == 1 + 12 + 12
        rest = [s.target for s in drawn if isinstance(s.target, flow.Rest)]
        assert {node.href for node in rest} == {f"?at=a-{n}#tree" for n in range(12)}
        assert len(flow.draw(top).bars) == len(drawn)


class TestPage:
    @pytest.fixture
    def page(self, client, four_tiers, officer, monkeypatch):
        """Return the chain page in English, of a chain that counts as large already."""
        for name, number in (("WHOLE", 2), ("MOST", 3), ("FEW", 2)):
            monkeypatch.setattr(folding, name, number)
        client.force_login(officer)
        address = reverse("dashboards:chain", args=[four_tiers.public_id])
        return lambda query="": client.get(address + query, headers={"accept-language": "en"})

    def test_says_how_many_lie_below_and_opens_their_branch(self, page):
        answer = page()
        text = answer.content.decode()
        assert "firms below are not drawn here." in text
        (tier1,) = answer.context["nodes"][0]["children"][0]["children"]
        opened = page(tier1["folded"].href.partition("#")[0])
        assert opened.status_code == 200
        assert "One branch of the chain" in opened.content.decode()
        assert "가온열처리" in str(opened.context["nodes"])
        assert opened.context["heads"][0].won == 500_000_000

    def test_sums_of_a_branch_are_its_own(self, page):
        key = page().context["top"].children[0].children[0].children[0].key
        answer = page(f"?at={key}")
        assert answer.context["heads"][0].won == 250_000_000
        assert next(row.name for row in answer.context["listing"].all_rows()) == "가온열처리"

    def test_lists_every_firm_also_as_a_file(self, page):
        listing = page().context["listing"]
        assert listing.count == len(list(listing.all_rows())) >= 5
        file = page("?export=xlsx")
        assert file.headers["Content-Type"].endswith("spreadsheetml.sheet")
        file.close()

    @pytest.mark.parametrize("query", ["?at=nobody", "?at=top&from=1"])
    def test_of_a_node_that_is_not_there_is_not_there(self, page, query):
        assert page(query).status_code == 404
