"""Claiming tonnes, giving them back, using them for good, curing; settling years of performance contracts."""

from reporting.claims.operations.claiming import claim
from reporting.claims.operations.curing import release_missing, replace_missing
from reporting.claims.operations.external import cancel, convert_kcu, register_koc
from reporting.claims.operations.performance import (
    call_up_years,
    decide_performance,
    drop_performance,
    propose_performance,
)
from reporting.claims.operations.releasing import release, retire

__all__ = [
    "call_up_years",
    "cancel",
    "claim",
    "convert_kcu",
    "decide_performance",
    "drop_performance",
    "propose_performance",
    "register_koc",
    "release",
    "release_missing",
    "replace_missing",
    "retire",
]
