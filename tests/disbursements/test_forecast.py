"""What is due, paid and expected month by month."""

import datetime as dt

import pytest

from disbursements.forecast import MonthlyPay, Plan, forecast, schedule, together
from disbursements.queries.forecast import of_grant, of_program

BEGIN, END = dt.date(2026, 3, 15), dt.date(2026, 5, 20)
STAGES = {"ADVANCE": 3_000, "INTERIM": 8_000, "FINAL": 10_000, "HOLD_BACK": 1_000}


def months(rows) -> dict[str, tuple[int, ...]]:
    return {f"{m:%m}": (row.planned_won, row.paid_won, row.expected_won) for m, row in rows.items()}


class TestSchedule:
    def test_by_the_stages_of_the_programme(self):
        due = schedule(Plan(1_000, BEGIN, END, STAGES))
        # 300 in advance; (800 − 300) less a tenth = 450 over three months; 250 after the end
        assert {f"{month:%m}": won for month, won in due.items()} == {
            "03": 450,
            "04": 150,
            "05": 150,
            "06": 250,
        }

    def test_evenly_where_there_are_none_and_to_the_won(self):
        assert list(schedule(Plan(1_000, BEGIN, END, {})).values()) == [334, 333, 333]
        assert schedule(Plan(7, BEGIN, BEGIN, {})) == {dt.date(2026, 3, 1): 7}


class TestForecast:
    PLAN = Plan(1_000, BEGIN, END, STAGES)

    def test_expects_what_is_not_paid_in_the_proportions_of_the_schedule(self):
        rows = forecast(
            self.PLAN, [(dt.date(2026, 3, 31), 300), (dt.date(2026, 4, 1), 150)], dt.date(2026, 5, 1)
        )
        assert months(rows) == {
            "03": (450, 300, 0), "04": (150, 150, 0), "05": (150, 0, 206), "06": (250, 0, 344),
        }  # fmt: skip

    def test_expects_all_of_it_now_where_the_schedule_is_over(self):
        rows = forecast(self.PLAN, [(dt.date(2026, 2, 1), 999)], dt.date(2026, 9, 1))
        assert (months(rows)["02"], months(rows)["09"]) == ((0, 999, 0), (0, 0, 1))

    def test_expects_nothing_once_all_is_paid(self):
        rows = forecast(self.PLAN, [(END, 1_000)], END)
        assert sum(row.expected_won for row in rows.values()) == 0

    def test_of_several_awards_leaves_no_month_out(self):
        one, other = dt.date(2026, 1, 1), dt.date(2026, 3, 1)
        rows = together([{one: MonthlyPay(one, 1, 2, 3)}, {other: MonthlyPay(other, 4, 5, 6)}])
        assert [(row.first.month, row.planned_won) for row in rows] == [(1, 1), (2, 0), (3, 4)]


@pytest.mark.django_db
class TestPages:
    def test_show_it_with_its_table(self, grant, confirmed_payment, program, officer, visit, client, moment):
        rows = of_grant(grant, moment.date())
        assert rows == of_program(program, moment.date())
        assert sum(row.planned_won for row in rows) == 120_000_000
        assert sum(row.paid_won for row in rows) == sum(row.expected_won for row in rows) == 60_000_000
        assert 'id="forecast-chart"' in visit(officer, "grant", grant.public_id).content.decode()
        page = client.get(program.get_absolute_url()).content.decode()
        assert 'id="forecast-chart"' in page
        client.logout()
        assert "forecast-chart" not in client.get(program.get_absolute_url()).content.decode()
