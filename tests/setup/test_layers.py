"""Layers: set up once for a module, and no test sees what another made of them."""

import pytest

from core.users.models import Office
from firms.models import Firm
from tests.factories import people

#: how often each was set up
TIMES = {"layer": 0, "yielding": 0, "uncopied": 0}

TWICE = pytest.mark.parametrize("turn", ["first", "second"])


@pytest.fixture
def layer(office: Office) -> Firm:
    TIMES["layer"] += 1
    return people.FirmFactory(name="처음 이름")


@pytest.fixture
def yielding(layer: Firm):
    TIMES["yielding"] += 1
    yield layer
    assert layer.address == "바뀐 주소"


@pytest.fixture
def uncopied(layer: Firm):
    TIMES["uncopied"] += 1
    people.FirmFactory(name="남는 이름")
    return lambda: layer


class TestLayer:
    @TWICE
    def test_is_set_up_once_and_begins_anew_for_every_test(self, layer: Firm, turn: str):
        assert (TIMES["layer"], layer.name) == (1, "처음 이름")
        layer.name = "바뀐 이름"
        layer.save()
        people.FirmFactory(name="남는 이름")

        assert list(Firm.objects.order_by("pk").values_list("name", flat=True)) == ["바뀐 이름", "남는 이름"]

    def test_is_gone_for_who_does_not_ask_for_it(self, office: Office):
        assert list(Office.objects.all()) == [office]
        assert not Firm.objects.exists()

    @TWICE
    def test_is_the_same_object_for_all_that_rest_on_it(self, consortium, anchor, anchor_member, turn: str):
        assert consortium.anchor is anchor
        assert anchor_member.consortium is consortium

    @TWICE
    def test_lies_under_what_every_test_sets_up_for_itself(self, yielding: Firm, layer: Firm, turn: str):
        before = TIMES["yielding"]
        yielding.address = "바뀐 주소"

        assert yielding is layer
        assert before == (1 if turn == "first" else 2)

    @TWICE
    def test_is_not_what_cannot_be_copied(self, uncopied, layer: Firm, turn: str):
        assert uncopied() is layer
        assert Firm.objects.filter(name="남는 이름").count() == 1


class TestRealTransaction:
    @TWICE
    def test_finds_nothing_and_leaves_nothing(self, transactional_db: None, turn: str):
        assert not Office.objects.exists()
        people.OfficeFactory(code="once")

    def test_nothing_is_left_for_others(self, office: Office):
        assert list(Office.objects.all()) == [office]
