"""A measure that only a draft describes is nobody's business but the firm's."""

import datetime as dt

import pytest

from applications.models import Application
from core.users.models import User
from measurement.models import Measure
from programs.models import Technology
from tests.factories import cases

pytestmark = pytest.mark.django_db


class TestMeasuresOfDrafts:
    @pytest.fixture(autouse=True)
    def described(self, measure: Measure, drafted_application: Application, technology: Technology) -> None:
        item = cases.add_cost(drafted_application, technology)
        item.measure = measure
        item.save()

    def test_are_kept_from_staff_until_the_application_is_handed_in(
        self,
        measure: Measure,
        drafted_application: Application,
        officer: User,
        auditor: User,
        moment: dt.datetime,
    ) -> None:
        for person in (officer, auditor):
            assert not Measure.objects.visible_to(person).exists()
        Application.objects.update(submitted_at=moment)
        for person in (officer, auditor):
            assert Measure.objects.visible_to(person).get() == measure

    def test_are_the_firms_own(self, measure: Measure, tier1_clerk: User, rival_rep: User) -> None:
        assert Measure.objects.visible_to(tier1_clerk).get() == measure
        assert not Measure.objects.visible_to(rival_rep).exists()
