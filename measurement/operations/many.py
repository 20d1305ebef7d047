"""The same changes as of one measure, for thousands at once: everything is checked, then written together."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from firms.models import Firm
from measurement import permissions
from measurement.methods import METHODS, FactorValue
from measurement.models import Measure
from measurement.operations.measures import check_programme, inputs_of, texts_of
from measurement.queries import factor_values, factors_of
from programs.models import Consortium, Technology


@dataclass(frozen=True)
class Described:
    """What is said about one measure; `expectation` holds the method's inputs."""

    technology: Technology
    name: str
    site: str
    expectation: Mapping[str, Any]


@dataclass
class Estimates:
    """Expected reductions of many measures: the factors of a technology (and its fuels) are read once."""

    _factors: dict[tuple[int, tuple[str, ...]], dict[str, FactorValue]] = field(default_factory=dict)

    def check(self, technology: Technology, expectation: Mapping[str, Any]) -> int | None:
        """
        Return the reduction expected, kg CO2e a year, or None where there is no method yet.

        :raises InvalidExpectation, MethodRefusal: as `describe_measure` does.
        """
        method = METHODS.get(technology.method)
        inputs = inputs_of(technology, expectation)
        if method is None:
            return None
        key = (technology.pk, method.factors_needed(inputs))
        if key not in self._factors:
            self._factors[key] = factor_values(factors_of(technology.program, key[1]))
        return method.expected(inputs, self._factors[key]).reduction_kg


@operation
def describe_measures(
    *, firm: Firm, consortium: Consortium, described: Sequence[Described], by: User, at: dt.datetime
) -> list[Measure]:
    """
    Describe many measures as `describe_measure` does one, and return them in the same order.

    :raises PermissionDenied: if `by` may not act for the firm.
    :raises TechnologyElsewhere, InvalidExpectation, MethodRefusal: at the first that is not as it should be.
    """
    require(permissions.may_describe_measure, by, firm, at=at)
    estimates = Estimates()
    return Measure.objects.bulk_create(
        [_filled(Measure(firm=firm, consortium=consortium), one, estimates) for one in described]
    )


@operation
def edit_measures(
    *, firm: Firm, edited: Sequence[tuple[Measure, Described]], by: User, at: dt.datetime
) -> None:
    """
    Change what was said about many measures of a firm, as `edit_measure` does with one.

    :raises PermissionDenied: if `by` may not act for the firm.
    :raises TechnologyElsewhere, InvalidExpectation, MethodRefusal: at the first that is not as it should be.
    """
    require(permissions.may_describe_measure, by, firm, at=at)
    wanted = {measure.pk: one for measure, one in edited}
    found = Measure.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted, firm=firm)
    estimates = Estimates()
    Measure.objects.bulk_create(
        [
            _filled(measure, wanted[measure.pk], estimates)
            for measure in found.select_related("consortium").order_by("pk")
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "site", "expectation", "expected_kg"],
    )


def _filled(measure: Measure, one: Described, estimates: Estimates) -> Measure:
    check_programme(one.technology, measure.consortium)
    measure.technology, measure.name, measure.site = one.technology, one.name, one.site
    measure.expected_kg = estimates.check(one.technology, one.expectation)
    measure.expectation = texts_of(inputs_of(one.technology, one.expectation))
    return measure
