"""The registers of a draft's measures: led to from its reductions, by workbook for all of them at once."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.models import Application
from core.users.models import User
from core.workflow import clock
from measurement.operations import commission
from tests.applications.conftest import add_item
from tests.applications.workbooks import address, saved, taken_over
from tests.factories.people import MOMENT
from tests.measurement.test_workbook import fill, rows_of
from tests.ui.sheets import book_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client, tier1_clerk: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)
    client.cookies["django_language"] = "en"
    client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


def reductions(clerk: Client, draft: Application) -> str:
    return str(clerk.get(f"{draft.get_absolute_url()}?tab=reductions").content.decode())


def numbered(book: Any, measure: Any, quantity: str) -> str:
    """Return what the rows of one meter of one measure have in common."""
    found = f"{measure.public_id}/{quantity}"
    assert rows_of(book, found)
    return found


class TestBaseline:
    def test_of_all_measures_comes_by_one_workbook_with_their_meters(
        self, clerk: Client, draft: Application, technology: Any, tier1_clerk: User
    ):
        add_item(draft, technology, tier1_clerk, name="둘째 압축기")
        measures = [item.measure for item in draft.cost_items.order_by("pk")]
        page = reductions(clerk, draft)
        assert page.count("Baseline: 0 of 12 months before operation") == 2
        assert "Add the meters by hand" in page
        assert "Enter the months before operation before the new equipment runs." in page

        book = book_of(clerk.get(address("readings_template", draft.public_id)))
        for measure in measures:
            for quantity in ("electricity_kwh", "air_nm3"):
                fill(book, numbered(book, measure, quantity), f"{measure.pk}-{quantity}", 1_000)
        upload = {"workbook": SimpleUploadedFile("readings.xlsx", saved(book))}
        sent = clerk.post(address("readings_upload", draft.public_id), upload)
        assert taken_over(clerk, clerk.get(sent["Location"]))["Location"].endswith("?tab=reductions")

        page = reductions(clerk, draft)
        assert page.count("Baseline: 12 of 12 months before operation") == 2
        assert "Enter months by hand" in page
        assert "Enter the months before operation" not in page
        assert {measure.meters.count() for measure in measures} == {2}

    def test_that_is_too_short_in_operation_is_a_gap_of_its_step(
        self, clerk: Client, draft: Application, tier1_clerk: User
    ):
        measure = draft.cost_items.get().measure
        commission(measure=measure, commissioned_on=dt.date(2026, 1, 1), by=tier1_clerk, at=MOMENT)
        steps = clerk.get(f"{draft.get_absolute_url()}?tab=reductions").context["steps"]
        assert "0 of 12 months before it" in steps.current.missing[0].text
        assert not steps.current.hints

    def test_is_entered_by_hand_before_anything_is_handed_in(self, clerk: Client, draft: Application):
        measure = draft.cost_items.get().measure
        sent = {"quantity": "electricity_kwh", "serial": "E-1"}
        assert clerk.post(f"{measure.get_absolute_url()}meters/add/", sent).status_code == 302
        table = {
            "rows-TOTAL_FORMS": 1, "rows-INITIAL_FORMS": 0, "rows-0-month": "2025-01", "rows-0-closing": "10",
            "opening": "0",
        }  # fmt: skip
        assert clerk.post(f"{measure.get_absolute_url()}readings/", table).status_code == 302
        assert measure.meters.get().readings.get().closing == 10
