"""
Who follows a won or a tonne, who audits, who answers.

Following is reading: whoever reads a programme's cases for an office follows them as well. Samples are the
auditor's own, for an office that knew what is drawn could prepare it; what was found is the office's to read
and to answer.
"""

import datetime as dt
from typing import Any

from core.users.permissions import ALLOWED, NOT_YOURS, Verdict, holds
from core.users.scopes import Permission
from core.workflow import clock

FOLLOW = Permission("auditing.follow")
AUDIT = Permission("auditing.audit")
ANSWER = Permission("auditing.answer")


def may_follow(user: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person follows money and tonnes at all: officials and auditors."""
    if not getattr(user, "is_authenticated", False):
        return NOT_YOURS
    return ALLOWED if user.scopes(FOLLOW, clock.day(at)) else NOT_YOURS


def may_audit_any(user: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person audits any programme."""
    if not getattr(user, "is_authenticated", False):
        return NOT_YOURS
    return ALLOWED if user.scopes(AUDIT, clock.day(at)) else NOT_YOURS


def may_audit(user: Any, program: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person draws samples of a programme, notes findings, takes evidence away."""
    return holds(user, AUDIT, *program.scope_pairs, at=at)


def may_look(user: Any, item: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person looks at what was drawn, and notes findings on it."""
    return may_audit(user, item.sample.program, at=at)


def may_settle(user: Any, finding: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person closes a finding or asks again: an auditor of the programme."""
    return may_audit(user, finding.program, at=at)


def may_answer(user: Any, finding: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person answers a finding for the office: the programme's officers."""
    return holds(user, ANSWER, *finding.program.scope_pairs, at=at)


def may_take_evidence(user: Any, case: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person has the evidence of a sample or of a grant bundled."""
    program = case.program if hasattr(case, "program") else case.consortium.program
    return may_audit(user, program, at=at)
