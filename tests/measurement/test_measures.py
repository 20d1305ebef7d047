"""Describing measures, meters, taking into operation."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.workflow.refusals import StaleVersion
from measurement.loader import load_factors
from measurement.models import Measure
from measurement.operations import add_meter, commission, describe_measure, edit_measure

pytestmark = pytest.mark.django_db


class TestDescribeMeasure:
    def test_computes_what_is_expected_with_the_programmes_factor(self, measure: Measure) -> None:
        assert measure.expected_kg == 108_984
        assert measure.expectation == {"baseline_sec": "0.135", "project_sec": "0.105", "annual_nm3": "8000000"}
