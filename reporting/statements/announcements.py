"""Telling those who act next on a statement. Called within the operation that moves it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.inbox import operations as inbox
from core.inbox.operations import Addressee, close_items, firm, hand_to, person
from core.inbox.registry import FIRMS, OFFICES, VERIFIERS, Group
from core.users.models import Role, User
from programs.addressees import offices_of, those_who_handle
from reporting.statements.models import Statement, VerificationFinding

SUBJECT = "statement"
FINDING = "verification_finding"
REDUCTIONS = Group("reductions", _("Reductions"), 50)


def declare_kinds() -> None:
    """Declare the kinds of inbox items of this room, their words and where they lead."""
    case = "statements:detail"
    REDUCTIONS.about(SUBJECT, page=case, offices=offices_of(Statement, "measure__consortium__program"))
    REDUCTIONS.declare(
        "submit_statement", _("Hand in the statement of reductions"), "statements:submit", FIRMS
    )
    REDUCTIONS.declare(
        "assign_verifier",
        _("Choose a verifier for the statement"),
        "statements:assign",
        OFFICES,
        within_days=14,
    )
    REDUCTIONS.declare(
        "verify_statement",
        _("Verify the statement of reductions"),
        "statements:evidence",
        VERIFIERS,
        within_days=30,
    )
    REDUCTIONS.declare("correct_statement", _("Correct the figures of the returned statement"), case, FIRMS)
    REDUCTIONS.declare(
        "restate_statement",
        _("Have the corrected reduction calculated"),
        "statements:restate",
        FIRMS,
        within_days=30,
    )
    REDUCTIONS.declare("signature_void", _("Figures under a signed statement changed"), case, OFFICES)
    REDUCTIONS.declare("statement_verified", _("The reduction was verified"), case, FIRMS)
    _declare_findings()


def _declare_findings() -> None:
    """Declare what is told about a verifier's findings."""
    case = "statements:finding"
    offices = offices_of(VerificationFinding, "statement__measure__consortium__program")
    REDUCTIONS.about(FINDING, page=case, offices=offices)
    REDUCTIONS.declare(
        "answer_verifier", _("Answer what the verifier found"), "statements:finding_answer", FIRMS,
        within_days=14,
    )  # fmt: skip
    REDUCTIONS.declare(
        "settle_verification", _("Settle the finding that the firm answered"), case, VERIFIERS, within_days=14
    )
    REDUCTIONS.declare("verification_settled", _("The verifier settled a finding"), case, FIRMS)


def waits_for(statement: Statement, kind: str, *to: Addressee, by: User, at: dt.datetime) -> None:
    """Take the statement out of every inbox and put it into those of whoever acts next."""
    hand_to(*to, kind=kind, **_facts(statement), by=by, at=at)


def nobody_waits(statement: Statement, *, by: User, at: dt.datetime) -> None:
    """Take the statement out of every inbox."""
    close_items(subject_kind=SUBJECT, subject_id=statement.pk, by=by, at=at)


def tell(statement: Statement, kind: str, to: Addressee, *, at: dt.datetime) -> None:
    """Put a notice about the statement into an inbox."""
    inbox.tell(to, kind=kind, **_facts(statement), at=at)


def _facts(statement: Statement) -> dict[str, Any]:
    """Return what the inbox knows of a statement at the step it has reached."""
    return {
        "subject": statement,
        "subject_kind": SUBJECT,
        "about": f"{statement.measure.firm} · {statement}",
        "step": statement.changes.count(),
    }


def own_firm(statement: Statement) -> Addressee:
    """Address everybody who acts for the firm."""
    return firm(statement.measure.firm_id)


def representative(statement: Statement) -> Addressee:
    """Address the representatives of the firm."""
    return firm(statement.measure.firm_id, Role.REPRESENTATIVE)


def handling_offices(statement: Statement) -> list[Addressee]:
    """Address those who handle the case."""
    return those_who_handle(statement.measure.consortium.program)


def verifier(statement: Statement) -> Addressee:
    """Address the verifier."""
    assert statement.verifier is not None  # noqa: S101 - asked only once assigned
    return person(statement.verifier)


def firm_answers(finding: VerificationFinding, *, by: User, at: dt.datetime) -> None:
    """Ask the firm to answer a finding, the first time or again."""
    hand_to(own_firm(finding.statement), kind="answer_verifier", **_of_finding(finding), by=by, at=at)


def verifier_settles(finding: VerificationFinding, *, by: User, at: dt.datetime) -> None:
    """Put the firm's answer before the verifier; before nobody while another one is being chosen."""
    if finding.statement.verifier is None:
        nobody_waits_for(finding, by=by, at=at)
        return
    hand_to(verifier(finding.statement), kind="settle_verification", **_of_finding(finding), by=by, at=at)


def finding_settled(finding: VerificationFinding, *, by: User, at: dt.datetime) -> None:
    """Take a finding out of every inbox, and tell the firm what became of it."""
    nobody_waits_for(finding, by=by, at=at)
    inbox.tell(own_firm(finding.statement), kind="verification_settled", **_of_finding(finding), at=at)


def nobody_waits_for(finding: VerificationFinding, *, by: User, at: dt.datetime) -> None:
    """Take a finding out of every inbox."""
    close_items(subject_kind=FINDING, subject_id=finding.pk, by=by, at=at)


def _of_finding(finding: VerificationFinding) -> dict[str, Any]:
    """Return what the inbox knows of a finding; its steps and its statement's tell one item from another."""
    return {
        "subject": finding,
        "subject_kind": FINDING,
        "about": f"{finding.statement.measure.firm} · {finding.statement} · #{finding.number}",
        "step": finding.changes.count() + finding.statement.changes.count(),
    }
