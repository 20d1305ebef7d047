"""Sums that reveal no firm: alone, beside their total, and across tables."""

import datetime as dt
import random
import time
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.register.combinations import Span, few_firms
from reporting.register.gathering.reductions import Part, _added, _hide
from reporting.register.suppression import TOTAL, Atom, hidden_places, least_firms

WHOLE = (TOTAL, "")


def atom(firm: int, *places: str) -> Atom:
    """`atom(1, "C:a", "R:x")`: firm 1 in consortium a and region x."""
    return Atom(firm, frozenset({WHOLE, *(tuple(p.split(":")) for p in places)}))


class TestLeastFirms:
    def test_is_data_with_a_day_and_a_reason(self):
        rule = least_firms(dt.date(2026, 1, 1))

        assert rule.value == 3
        assert "3개사" in rule.reason


class TestOneTable:
    def test_hides_a_group_of_too_few_firms(self):
        atoms = [atom(n, "C:a") for n in range(3)] + [atom(n, "C:b") for n in range(10, 13)]
        assert not hidden_places(atoms, 3)

        assert ("C", "b") in hidden_places(atoms[:-1], 3)

    def test_hides_another_so_that_the_total_does_not_reveal_it(self):
        atoms = [atom(n, "C:a") for n in range(5)] + [atom(n, "C:b") for n in range(10, 14)]
        atoms += [atom(20, "C:c")]

        assert hidden_places(atoms, 3) == {("C", "c"), ("C", "b")}

    def test_hides_a_third_where_two_are_still_too_few(self):
        atoms = [atom(n, "C:a") for n in range(5)] + [atom(10, "C:b"), atom(11, "C:c")]

        assert hidden_places(atoms, 3) == {("C", "a"), ("C", "b"), ("C", "c")}

    def test_hides_the_total_of_too_few(self):
        assert WHOLE in hidden_places([atom(1, "C:a"), atom(2, "C:a")], 3)

    def test_counts_a_firm_once_however_many_lots_it_has(self):
        atoms = [atom(1, "C:a", "T:x"), atom(1, "C:a", "T:y"), atom(2, "C:a", "T:x")]

        assert ("C", "a") in hidden_places(atoms, 3)


class TestSeveralTables:
    def test_hides_what_two_tables_reveal_together(self):
        """Consortium a has firms 1 to 3, region x the firms 1 to 4: the difference is firm 4."""
        atoms = [atom(n, "C:a", "R:x") for n in (1, 2, 3)] + [atom(4, "C:b", "R:x")]
        atoms += [atom(n, "C:b", "R:y") for n in (5, 6, 7)]

        hidden = hidden_places(atoms, 3)

        assert hidden
        assert not revealed(atoms, hidden, 3)

    def test_hides_what_two_tables_reveal_of_two_firms_together(self):
        """Technology x has firms 1 to 5, consortium a the firms 1 to 3: the difference is firms 4 and 5."""
        atoms = [atom(n, "C:a", "T:x") for n in (1, 2, 3)] + [atom(n, "C:b", "T:x") for n in (4, 5)]
        atoms += [atom(n, "C:b", "T:y") for n in (6, 7, 8, 9)]

        assert revealed(atoms, frozenset(), 3) == [(4, 5)]
        assert not revealed(atoms, hidden_places(atoms, 3), 3)
        assert not hidden_places(atoms, 2), "with two firms it may be shown"

    def test_hides_nothing_where_nothing_is_revealed(self):
        atoms = [atom(n, f"C:{'ab'[n % 2]}", f"R:{'xy'[n // 8]}") for n in range(16)]

        assert not revealed(atoms, frozenset(), 4)
        assert not hidden_places(atoms, 4)

    @settings(max_examples=200, deadline=None)
    @given(
        st.integers(2, 4),
        st.lists(
            st.tuples(
                st.integers(1, 8), st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("pq")
            ),
            max_size=18,
        ),
    )
    def test_no_shown_sums_come_down_to_too_few_firms(self, least, rows):
        atoms = [atom(firm, f"C:{c}", f"R:{r}", f"T:{t}") for firm, c, r, t in rows]

        assert not revealed(atoms, hidden_places(atoms, least), least)

    @settings(max_examples=200, deadline=None)
    @given(
        st.integers(2, 4),
        st.lists(
            st.tuples(st.integers(1, 8), st.frozensets(st.sampled_from("abcdef"), min_size=1)), max_size=14
        ),
    )
    def test_finds_few_firms_exactly_where_there_are(self, least, rows):
        """Sums of any shape, also such as no table has: found where the brute force finds it, and only there."""
        columns: dict[frozenset, set[int]] = {}
        for firm, names in rows:
            columns.setdefault(frozenset(("S", name) for name in names), set()).add(firm)
        atoms = [Atom(firm, places) for places, firms in columns.items() for firm in firms]

        found = few_firms(Span.of(columns), least)

        assert bool(found) == bool(revealed(atoms, frozenset(), least))
        if found:
            assert 0 < len(found.firms) < least


def part(firm: int, verified_kg: int, claimed_kg: int, *places: str) -> Part:
    return Part(firm, verified_kg, claimed_kg, atom(firm, *places).places)


def shown_together(parts: list[Part], least: int) -> tuple[list[Atom], frozenset, dict]:
    """Return what verified and claimed sums consist of, which of them are hidden, and the groups."""
    cells = _added(parts)
    _hide(cells, parts, least)
    atoms, hidden = [], set()
    for one in parts:
        verified = {("V", place) for place in one.places}
        if one.claimed_kg:
            atoms.append(Atom(one.firm, frozenset(verified | {("C", place) for place in one.places})))
        if one.verified_kg > one.claimed_kg:
            atoms.append(Atom(one.firm, frozenset(verified)))
    for place, cell in cells.items():
        told = cell.fields
        hidden |= {("V", place)} if told["verified_kg"] is None else set()
        hidden |= {("C", place)} if told["claimed_kg"] is None else set()
    return atoms, frozenset(hidden), cells


class TestVerifiedAndClaimed:
    def test_do_not_reveal_together_what_one_firm_kept(self):
        """Three of four firms have all they saved claimed: verified less claimed is the fourth firm's figure."""
        parts = [part(n, 1_000 * n, 1_000 * n, "C:a") for n in (1, 2, 3)] + [part(4, 4_321, 0, "C:a")]
        atoms, hidden, cells = shown_together(parts, 3)

        assert not revealed(atoms, hidden, 3)
        for cell in cells.values():
            assert (cell.fields["verified_kg"], cell.fields["claimed_kg"]) == (10_321, None)

    def test_are_both_shown_where_enough_firms_kept_some(self):
        parts = [part(n, 1_000 * n, 900 * n, "C:a") for n in (1, 2, 3)] + [part(4, 4_321, 0, "C:a")]
        _atoms, hidden, cells = shown_together(parts, 3)

        assert not hidden
        assert cells[WHOLE].fields["claimed_kg"] == 5_400

    def test_are_both_shown_where_all_or_nothing_is_claimed(self):
        for claimed in (0, 1_000):
            _atoms, hidden, _cells = shown_together([part(n, 1_000, claimed, "C:a") for n in range(5)], 3)
            assert not hidden

    @settings(max_examples=200, deadline=None)
    @given(
        st.integers(2, 4),
        st.lists(
            st.tuples(
                st.integers(1, 7), st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from((0, 5, 9))
            ),
            max_size=14,
        ),
    )
    def test_never_come_down_to_too_few_firms(self, least, rows):
        parts = [part(firm, 9, claimed, f"C:{c}", f"R:{r}") for firm, c, r, claimed in rows]
        atoms, hidden, _cells = shown_together(parts, least)

        assert not revealed(atoms, hidden, least)


class TestRealSize:
    def test_claims_beside_what_was_verified_take_seconds(self):
        parts = [
            Part(one.firm, 9, (0, 5, 9)[number % 3], one.places)
            for number, one in enumerate(programme(firms=400))
        ]
        cells = _added(parts)
        began = time.process_time()

        _hide(cells, parts, 3)

        taken = time.process_time() - began
        claims = sum(cell.fields["claimed_kg"] is not None for cell in cells.values())
        print(f"{claims} of {len(cells)} claimed sums shown, {taken:.1f} s")
        assert taken < 120
        assert claims

    @pytest.mark.parametrize("least", [3, 5])
    def test_of_hundreds_of_firms_in_six_tables_takes_seconds(self, least):
        atoms = programme(firms=400)
        began = time.process_time()

        hidden = hidden_places(atoms, least)

        taken = time.process_time() - began
        places = {place for one in atoms for place in one.places}
        print(f"{len(atoms)} atoms, {len(hidden)} of {len(places)} sums hidden, {taken:.1f} s")
        assert taken < 60
        assert WHOLE not in hidden


def programme(firms: int) -> list[Atom]:
    """Return lots of so many firms: consortia of about ten, most in one region, 20 technologies, 4 years."""
    chance = random.Random(7)
    atoms = []
    for firm in range(firms):
        consortium = firm // 10
        region = consortium % 17 if chance.random() < 0.7 else chance.randrange(17)
        for _lot in range(chance.choice((1, 1, 2, 3))):
            technology, year = min(chance.randrange(20), chance.randrange(20)), chance.randrange(4)
            places = (f"C:{consortium}", f"M:{consortium % 5}", f"R:{region}", f"T:{technology}", f"Y:{year}")
            atoms.append(atom(firm, *places))
    return atoms


def revealed(atoms: list[Atom], hidden: frozenset, least: int) -> list[tuple[int, ...]]:
    """
    Return the sets of fewer than `least` firms to whose parts some combination of shown sums comes down.

    By brute force and by fractions: for each set, whether leaving out its parts lowers the rank of the sums.
    """
    places = sorted({place for one in atoms for place in one.places} - hidden)
    firms = sorted({one.firm for one in atoms})
    rows = [(one.firm, [int(place in one.places) for place in places]) for one in atoms]
    whole = rank([row for _firm, row in rows])
    sets = [few for number in range(1, least) for few in combinations(firms, number)]
    found = [few for few in sets if rank([row for firm, row in rows if firm not in few]) < whole]
    return [few for few in found if not any(set(other) < set(few) for other in found)]


def rank(rows: list[list[int]]) -> int:
    left = [[Fraction(value) for value in row] for row in rows]
    number = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[number:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(number, pivot)
        for place in range(number + 1, len(left)):
            factor = left[place][column] / pivot[column]
            left[place] = [a - factor * b for a, b in zip(left[place], pivot, strict=True)]
        number += 1
    return number
