"""Describing measures, meters, taking into operation."""


import pytest

from measurement.models import Measure

pytestmark = pytest.mark.django_db


class TestDescribeMeasure:
    def test_computes_what_is_expected_with_the_programmes_factor(self, measure: Measure) -> None:
        assert measure.expected_kg == 108_984
        assert measure.expectation == {
            "baseline_sec": "0.135",
            "project_sec": "0.105",
            "annual_nm3": "8000000",
        }
