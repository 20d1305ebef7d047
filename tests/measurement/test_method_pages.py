"""The pages of the methods, and the uncertainty beside a measured result."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.users.models import User
from measurement.methods import METHODS
from measurement.methods.monitoring import plan_of
from measurement.models import Measure, Meter
from measurement.operations import correct_reading
from reporting.statements.models import Statement
from tests.measurement.test_pages import sign_in
from tests.statements.conftest import assigned, calculated, submitted, verified

__all__ = ["assigned", "calculated", "submitted", "verified"]
pytestmark = pytest.mark.django_db


class TestMethodPages:
    def test_the_list_leads_to_every_method_without_a_sign_in(self, client: Client) -> None:
        page = client.get(reverse("methods:list")).content.decode()
        assert [code for code in METHODS if reverse("methods:method", args=[code]) not in page] == []

    @pytest.mark.parametrize("language", ["ko", "en"])
    @pytest.mark.parametrize("code", METHODS)
    def test_says_the_whole_plan_in_the_readers_language(
        self, client: Client, code: str, language: str
    ) -> None:
        client.cookies["django_language"] = language
        page = client.get(reverse("methods:method", args=[code])).context
        with translation.override(language):
            html = client.get(reverse("methods:method", args=[code])).content.decode()
            plan = plan_of(METHODS[code])
            said = [str(one.quantity.label) for one in plan.monitored]
            said += [str(one.instrument.name) for one in plan.monitored]
            said += [str(one.field.label) for one in plan.stated]
            assert page["plan"] == plan
        for words in said:
            assert words.replace("'", "&#x27;").replace("&", "&amp;") in html or words in html, words

    def test_of_no_method_there_is_none(self, client: Client) -> None:
        assert client.get(reverse("methods:method", args=["wood"])).status_code == 404


class TestUncertaintyShown:
    def test_beside_what_was_measured_so_far(
        self, client: Client, metered: Measure, tier1_clerk: User
    ) -> None:
        """
        The effects: 1,226.07, 2,502.19, 953.61 and 2,452.14 kg, in quadrature 3,832.3 of 27,246 kg.

        Baseline 122,607 and project 95,361 kg; electricity 1 %, air 2 %; of old air the lower side is wider.
        """
        page = sign_in(client, tier1_clerk).get(metered.get_absolute_url())
        found = page.context["page"].uncertainty
        assert [part.whole_kg for part in found.parts] == [1227, 2503, 954, 2453]
        assert (found.whole_kg, str(found.shown_percent)) == (3833, "14.1")
        assert "± 3.833 tCO₂e" in page.content.decode()
        assert reverse("methods:method", args=["air_compressor"]) in page.content.decode()

    def test_on_a_statement_with_its_parts(self, client: Client, verified: Statement, auditor: User) -> None:
        page = sign_in(client, auditor).get(verified.get_absolute_url()).content.decode()
        assert "Uncertainty by the accuracy of the instruments" in page
        assert "± 3.833 tCO₂e" in page
        assert "± 14.1 %" in page

    def test_not_where_the_figures_changed_since(
        self, client: Client, calculated: Statement, electricity: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        last = electricity.readings.current().order_by("-month")[0]
        correct_reading(
            reading=last, closing=Decimal(1_290_500), reason="지침을 잘못 읽음", by=tier1_clerk, at=later
        )
        page = sign_in(client, tier1_clerk).get(calculated.get_absolute_url())
        assert page.context["uncertainty"] is None
