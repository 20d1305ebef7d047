"""The table: what it allows, and what it refuses to be."""

import pytest

from core.workflow.transitions import Transitions

TABLE = Transitions({"A": frozenset({"B"}), "B": frozenset({"A", "C"}), "C": frozenset()})


class TestTransitions:
    def test_allows_what_is_written_and_nothing_else(self):
        allowed = {(a, b) for a in "ABC" for b in "ABC" if TABLE.allows(a, b)}

        assert allowed == set(TABLE.pairs()) == {("A", "B"), ("B", "A"), ("B", "C")}

    def test_begins_with_its_first_row_unless_told_otherwise(self):
        assert TABLE.initial == {"A"}
        assert Transitions({"A": frozenset(), "B": frozenset()}, initial=frozenset({"B"})).initial == {"B"}

    def test_ends_where_nothing_leads_on(self):
        assert TABLE.final() == {"C"}

    def test_knows_nothing_of_other_statuses(self):
        assert not TABLE.allows("X", "A")

    @pytest.mark.parametrize(
        ("table", "initial"), [({"A": frozenset({"X"})}, None), ({"A": frozenset()}, frozenset({"X"}))]
    )
    def test_refuses_a_status_without_a_row(self, table, initial):
        with pytest.raises(ValueError, match="X"):
            Transitions(table, initial=initial)
