"""Claiming verified tonnes, giving them back, using them for good, making up what a restatement took."""

from reporting.claims.operations.claiming import claim
from reporting.claims.operations.curing import release_missing, replace_missing
from reporting.claims.operations.external import cancel, convert_kcu, register_koc
from reporting.claims.operations.releasing import release, retire

__all__ = [
    "cancel",
    "claim",
    "convert_kcu",
    "register_koc",
    "release",
    "release_missing",
    "replace_missing",
    "retire",
]
