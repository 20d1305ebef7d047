"""Which questions are asked, what is wrong with answers, what is wrong with questions: pure."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.questions import (
    Check,
    Choice,
    Column,
    Condition,
    QuestionTerms,
    as_json,
    asked,
    counted,
    faults,
    is_asked,
    problems,
    read,
)

CHOICES = (Choice("yes", "예", "Yes"), Choice("no", "아니요", "No"))
COLUMNS = (Column("name", "TEXT", "이름", "Name"), Column("won", "NUMBER", "금액", "Amount"))


def question(code: str, kind: str = "TEXT", **more: Any) -> QuestionTerms:
    if kind == "CHOICE":
        more.setdefault("choices", CHOICES)
    if kind == "TABLE":
        more.setdefault("columns", COLUMNS)
    return QuestionTerms(code=code, kind=kind, label_ko=f"{code}?", label_en=f"{code}?", **more)


def only_if(code: str, operator: str, *values: str) -> dict[str, Any]:
    return {"condition": Condition(code, operator, values)}


def agrees(kind: str, code: str, **more: str) -> dict[str, Any]:
    return {"checks": (Check(kind, code, **more),)}


DAY = dt.date(2026, 5, 1)
TEN = Decimal(10)
ROWS = ({"name": "a", "won": Decimal("0.1")}, {"name": "b", "won": Decimal("0.2")})


class TestAsked:
    @pytest.mark.parametrize(
        ("kind", "operator", "values", "answer", "expected"),
        [
            ("TEXT", "IS", ["a"], "a", True),
            ("TEXT", "IS", ["a"], "b", False),
            ("TEXT", "IS_NOT", ["a"], "b", True),
            ("TEXT", "IS_NOT", ["a"], "a", False),
            ("TEXT", "IS_NOT", ["a"], None, False),
            ("TEXT", "ONE_OF", ["a", "b"], "b", True),
            ("TEXT", "ONE_OF", ["a", "b"], "c", False),
            ("TEXT", "ANSWERED", [], "x", True),
            ("TEXT", "ANSWERED", [], None, False),
            ("CHOICE", "IS", ["yes"], "yes", True),
            ("CHOICE", "IS", ["yes"], "no", False),
            ("NUMBER", "IS", ["10.0"], TEN, True),
            ("NUMBER", "AT_LEAST", ["10"], TEN, True),
            ("NUMBER", "AT_LEAST", ["10.000001"], TEN, False),
            ("NUMBER", "AT_MOST", ["10"], TEN, True),
            ("NUMBER", "AT_MOST", ["9"], TEN, False),
            ("NUMBER", "AT_LEAST", ["0"], Decimal(0), True),
            ("DATE", "AT_LEAST", ["2026-05-01"], DAY, True),
            ("DATE", "AT_LEAST", ["2026-05-02"], DAY, False),
            ("DATE", "AT_MOST", ["2026-05-01"], DAY, True),
            ("FILE", "ANSWERED", [], "a.pdf", True),
            ("TABLE", "ANSWERED", [], ROWS, True),
        ],
    )
    def test_follows_an_earlier_answer(self, kind, operator, values, answer, expected):
        questions = [question("first", kind), question("then", **only_if("first", operator, *values))]
        assert is_asked("then", questions, {} if answer is None else {"first": answer}) is expected

    def test_not_without_the_question_it_looks_at(self):
        questions = [
            question("a", "CHOICE"),
            question("b", "CHOICE", **only_if("a", "IS", "yes")),
            question("c", **only_if("b", "IS", "yes")),
        ]
        everything = {"a": "yes", "b": "yes", "c": "x"}
        assert [one.code for one in asked(questions, everything)] == ["a", "b", "c"]
        assert [one.code for one in asked(questions, {**everything, "a": "no"})] == ["a"]
        assert counted(questions, {**everything, "a": "no"}) == {"a": "no"}

    @given(st.data())
    def test_never_depends_on_later_questions(self, data):
        number = data.draw(st.integers(2, 6))
        values = st.sampled_from(["yes", "no"])
        questions = []
        for n in range(number):
            at = data.draw(st.integers(-1, n - 1))
            operator = data.draw(st.sampled_from(["IS", "IS_NOT", "ANSWERED"]))
            chosen = () if operator == "ANSWERED" else (data.draw(values),)
            condition = Condition(f"q{at}", operator, chosen) if at >= 0 else None
            questions.append(question(f"q{n}", "CHOICE", condition=condition))
        answers = data.draw(st.dictionaries(st.sampled_from([q.code for q in questions]), values))
        cut = data.draw(st.integers(1, number))
        early = {code: value for code, value in answers.items() if int(code[1:]) < cut}
        before = {one.code for one in asked(questions[:cut], early)}
        assert before == {one.code for one in asked(questions, answers)} & {f"q{n}" for n in range(cut)}


class TestProblems:
    @pytest.mark.parametrize(
        ("last", "answer", "first", "expected"),
        [
            (question("x", "NUMBER", least=Decimal(1)), Decimal(0), TEN, "At least 1 is possible."),
            (question("x", "NUMBER", most=Decimal("1.5")), Decimal(2), TEN, "At most 1.5 is possible."),
            (question("x", "NUMBER", **agrees("AT_LEAST", "first")), Decimal(9), TEN, "at least the answer"),
            (question("x", "NUMBER", **agrees("AT_LEAST", "first")), TEN, TEN, ""),
            (question("x", "NUMBER", **agrees("AT_MOST", "first")), Decimal(11), TEN, "at most the answer"),
            (question("x", "DATE", **agrees("AT_LEAST", "first")), dt.date(2026, 4, 30), DAY, "before"),
            (question("x", "DATE", **agrees("AT_LEAST", "first")), DAY, DAY, ""),
            (question("x", "DATE", **agrees("AT_MOST", "first")), dt.date(2026, 5, 2), DAY, "after"),
            (question("x", "TABLE", **agrees("SUM_IS", "first", column="won")), ROWS, Decimal("0.3"), ""),
            (
                question("x", "TABLE", **agrees("SUM_IS", "first", column="won")),
                ROWS,
                Decimal("0.30001"),
                "“Amount” must add up to the answer to “first?” (0.30001)",
            ),
            (question("x", "TABLE", least=Decimal(3)), ROWS, TEN, "at least 3 rows"),
            (question("x", "TABLE", most=Decimal(1)), ROWS, TEN, "at most 1 rows"),
            (question("x", "TEXT", max_length=3), "abcd", TEN, "at most 3 letters"),
        ],
    )
    def test_name_the_question_and_what_is_wrong(self, last, answer, first, expected):
        kind = "DATE" if isinstance(first, dt.date) else "NUMBER"
        found = problems([question("first", kind), last], {"first": first, "x": answer})
        assert [p.code for p in found] == (["x"] if expected else [])
        assert all(expected in p.message and "“x?”" in p.message for p in found)

    def test_own_words_take_the_place_of_ours(self):
        own = agrees("AT_MOST", "first", message_ko="너무 큼 100%", message_en="Too much: 100%")
        questions = [question("first", "NUMBER"), question("x", "NUMBER", **own)]
        assert problems(questions, {"first": TEN, "x": Decimal(11)})[0].message == "“x?”: Too much: 100%"

    def test_a_required_answer_is_missing_only_where_it_is_asked(self):
        questions = [
            question("a", "CHOICE"),
            question("b", "NUMBER", **only_if("a", "IS", "yes")),
            question("c", is_required=False),
        ]
        assert [p.code for p in problems(questions, {})] == ["a"]
        assert [p.code for p in problems(questions, {"a": "yes"})] == ["b"]
        assert problems(questions, {"a": "no"}) == []

    def test_nothing_is_compared_with_what_is_not_asked(self):
        questions = [
            question("a", "CHOICE"),
            question("b", "NUMBER", **only_if("a", "IS", "yes")),
            question("c", "NUMBER", **agrees("AT_LEAST", "b")),
        ]
        assert problems(questions, {"a": "no", "b": TEN, "c": Decimal(1)}) == []
        assert [p.code for p in problems(questions, {"a": "yes", "b": TEN, "c": Decimal(1)})] == ["c"]


class TestFaults:
    @pytest.mark.parametrize(
        ("questions", "part", "words"),
        [
            ([question("a", **only_if("b", "ANSWERED"))], "condition_question", "no question “b”"),
            ([question("a", **only_if("a", "ANSWERED"))], "condition_question", "its own answer"),
            (
                [question("a", **only_if("b", "ANSWERED")), question("b", **only_if("a", "ANSWERED"))],
                "condition_question",
                "comes later",
            ),
            (
                [question("n", "FILE"), question("a", **only_if("n", "IS", "x"))],
                "condition_operator",
                "A file",
            ),
            ([question("n"), question("a", **only_if("n", "AT_LEAST", "1"))], "condition_operator", "A text"),
            (
                [question("n", "NUMBER"), question("a", **only_if("n", "IS", "abc"))],
                "condition_value",
                "can't have",
            ),
            (
                [question("n", "CHOICE"), question("a", **only_if("n", "IS", "maybe"))],
                "condition_value",
                "can't have",
            ),
            ([question("n"), question("a", **only_if("n", "IS", "x", "y"))], "condition_value", "one value"),
            ([question("n"), question("a", **only_if("n", "ANSWERED", "x"))], "condition_value", "no value"),
            ([question("a", "CHOICE", choices=CHOICES[:1])], "choices", "two choices"),
            ([question("a", "CHOICE", choices=CHOICES * 2)], "choices", "the same"),
            ([question("a", "TABLE", columns=())], "columns", "one column"),
            ([question("a", "NUMBER", least=TEN, most=Decimal(1))], "most", "below the least"),
            (
                [question("n", "DATE"), question("a", "NUMBER", **agrees("AT_LEAST", "n"))],
                "checks",
                "does not fit",
            ),
            (
                [question("n", "NUMBER"), question("a", "TABLE", **agrees("SUM_IS", "n", column="name"))],
                "checks",
                "column of numbers",
            ),
            (
                [question("n", "DATE"), question("a", "TABLE", **agrees("SUM_IS", "n", column="won"))],
                "checks",
                "adds up to a number",
            ),
            (
                [question("a", "NUMBER", **agrees("AT_LEAST", "b")), question("b", "NUMBER")],
                "checks",
                "comes later",
            ),
        ],
    )
    def test_are_named_with_their_place(self, questions, part, words):
        found = faults(questions)[0]
        assert (found.part, words in found.text) == (part, True), found

    def test_none_where_everything_fits(self):
        questions = [
            question("n", "NUMBER"),
            question("t", "TABLE", **agrees("SUM_IS", "n", column="won")),
            question("m", "NUMBER", **agrees("AT_MOST", "n"), **only_if("t", "ANSWERED")),
        ]
        assert faults(questions) == []


class TestReading:
    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("TEXT", "가나다"),
            ("NUMBER", Decimal("123456789012345.123456")),
            ("NUMBER", Decimal("-0.000001")),
            ("CHOICE", "yes"),
            ("DATE", DAY),
            ("TABLE", ROWS),
        ],
    )
    def test_returns_what_was_stored(self, kind, value):
        assert read(question("a", kind), as_json(value)) == value

    @pytest.mark.parametrize(
        ("kind", "stored"),
        [
            ("NUMBER", "abc"),
            ("NUMBER", "NaN"),
            ("NUMBER", "Infinity"),
            ("NUMBER", "1000000000000000"),
            ("NUMBER", "0.0000001"),
            ("NUMBER", 5),
            ("DATE", "2026-13-01"),
            ("CHOICE", "maybe"),
            ("TEXT", ""),
            ("TABLE", "x"),
            ("TABLE", [{"other": "1"}, {"won": "abc"}]),
            ("TEXT", None),
        ],
    )
    def test_is_nothing_where_it_is_not_of_its_kind(self, kind, stored):
        assert read(question("a", kind), stored) is None
