"""Lists of closed businesses: read, counted before anything is written, taken over."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from firms.closures.operations import import_list, preview
from firms.closures.reading import NotAList, read_list
from firms.models import Firm, ListedBusiness
from firms.queries import listed, newest_list
from tests.factories import people
from tests.factories.people import MOMENT

FIRST, SECOND = people.business_number(1), people.business_number(2)
DAY = dt.date(2026, 2, 1)
LIST = f"""\ufeff사업자등록번호,상태,폐업일
{FIRST[:3]}-{FIRST[3:5]}-{FIRST[5:]},폐업자,2026.01.15
{SECOND},계속사업자,
"""


class TestReading:
    def test_takes_the_tax_offices_words_and_ours(self) -> None:
        ours = f"business_number,state,closed_on\n{FIRST},closed,2026-01-15\n{SECOND},running,\n"
        found = read_list(LIST)
        assert found == read_list(ours)
        assert found.problems == []
        assert [(row.state, row.closed_on) for row in found.rows.values()] == [
            ("CLOSED", dt.date(2026, 1, 15)),
            ("RUNNING", None),
        ]

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ("1234567890,closed,2026-01-15", "Line 2"),
            (f"{FIRST},gone,2026-01-15", "“gone” is no state"),
            (f"{FIRST},closed,", "no day on which a business closed"),
            (f"{FIRST},closed,2026-02-30", "no day on which a business closed"),
        ],
    )
    @pytest.mark.usefixtures("in_english")
    def test_names_lines_that_cannot_be_read(self, line: str, problem: str) -> None:
        found = read_list(f"business_number,state,closed_on\n{line}\n")
        assert found.rows == {}
        assert problem in found.problems[0]

    @pytest.mark.parametrize("header", ["", "state,closed_on", "business_number"])
    def test_refuses_a_file_without_its_columns(self, header: str) -> None:
        with pytest.raises(NotAList):
            read_list(f"{header}\n1,2\n")

    def test_refuses_a_cell_longer_than_anybody_writes(self) -> None:
        with pytest.raises(NotAList):
            read_list(f'business_number,state\n{FIRST},"{"x" * 140_000}\n')

    def test_names_a_line_that_is_cut_off(self) -> None:
        assert len(read_list(f"business_number,state\n{FIRST}\n\n{SECOND},running\n").problems) == 1

    @pytest.fixture
    def in_english(self) -> Any:
        from django.utils import translation

        with translation.override("en"):
            yield


@pytest.mark.django_db
class TestImport:
    def take(self, text: str = LIST, on: dt.date = DAY) -> Any:
        by = people.UserFactory()
        return import_list(rows=read_list(text).rows, listed_on=on, source="시험", by=by, at=MOMENT)

    def test_counts_what_it_would_change_and_changes_nothing(self) -> None:
        firm = people.FirmFactory(business_number=FIRST)
        counts = preview(read_list(LIST).rows, DAY)
        assert (counts.new, counts.changed, counts.unchanged, counts.outdated) == (2, 0, 0, 0)
        assert counts.closed_firms == (f"{firm.name} ({FIRST})",)
        assert not ListedBusiness.objects.exists()

    def test_keeps_each_number_once(self) -> None:
        assert self.take().new == 2
        assert self.take().unchanged == 2
        reopened = self.take(f"business_number,state\n{FIRST},running\n", DAY + dt.timedelta(days=1))
        assert (reopened.new, reopened.changed) == (0, 1)
        row = listed(FIRST)
        assert row is not None
        assert (row.state, row.closed_on, row.listed_on) == ("RUNNING", None, DAY + dt.timedelta(days=1))
        assert newest_list() == DAY + dt.timedelta(days=1)
        assert ListedBusiness.objects.count() == 2

    def test_leaves_what_a_newer_list_said(self) -> None:
        self.take()
        older = self.take(f"business_number,state\n{FIRST},running\n", DAY - dt.timedelta(days=1))
        assert older.outdated == 1
        assert listed(FIRST).state == "CLOSED"  # type: ignore[union-attr]


@pytest.mark.django_db
class TestCommand:
    def run(self, path: Path, *options: str) -> str:
        said = io.StringIO()
        call_command("import_closures", str(path), *options, stdout=said)
        return said.getvalue()

    def test_writes_only_when_asked_to(self, tmp_path: Path) -> None:
        path = tmp_path / "list.csv"
        path.write_text(LIST, encoding="utf-8")
        firm: Firm = people.FirmFactory(business_number=FIRST)
        said = self.run(path, "--listed-on", "2026-02-01")
        assert "2 new, 0 changed" in said
        assert firm.name in said
        assert "Nothing was written" in said
        assert not ListedBusiness.objects.exists()
        assert "Written: 2 numbers as of 2026-02-01" in self.run(path, "--listed-on", "2026-02-01", "--write")
        assert listed(FIRST).source == "list.csv"  # type: ignore[union-attr]

    def test_writes_nothing_of_a_list_with_bad_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "list.csv"
        path.write_text(LIST + "1,closed,x\n", encoding="utf-8")
        with pytest.raises(CommandError, match="1 lines can't be read"):
            self.run(path, "--write")
        assert not ListedBusiness.objects.exists()
