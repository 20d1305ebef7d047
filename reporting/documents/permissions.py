"""Who may have a document made, and who may sign one. Making one reads the case and changes nothing in it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import Verdict, denied, holds
from core.users.scopes import Permission
from programs.models import Consortium, Program
from reporting.statements.models import Statement
from reporting.statements.permissions import VERIFY

MAKE_DOCUMENT = Permission("documents.make")
SIGN_DOCUMENT = Permission("documents.sign")

NOT_THE_VERIFIER = denied(_("Only the verifier who verified this statement signs it."))
VOID = denied(_("Figures under this statement changed; the verifier of its restatement signs that one."))


def may_make_of_program(user: Any, program: Program, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may have what concerns a whole programme made: officers and auditors."""
    return holds(user, MAKE_DOCUMENT, *program.scope_pairs, at=at)


def may_make_audit(user: Any, consortium: Consortium, *, at: dt.datetime) -> Verdict:
    """
    Answer whether the person may have the dossier made: officers and auditors.

    It holds the suppliers' readings and prices, which are secret from their customer, so the anchor may not.
    """
    return may_make_of_program(user, consortium.program, at=at)


def may_make_audit_of_grant(user: Any, grant: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may have the dossier of a grant, or of its chain, made."""
    return may_make_audit(user, grant.consortium, at=at)


def may_sign_for_office(user: Any, _subject: Any, program: Program, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may sign a document of the programme: its officers."""
    return holds(user, SIGN_DOCUMENT, *program.scope_pairs, at=at)


def may_sign_verification(user: Any, statement: Statement, program: Program, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may sign a statement's verification: its verifier, while it holds."""
    verdict = holds(user, VERIFY, *program.scope_pairs, at=at)
    if verdict and statement.verified_by_id != user.pk:
        return NOT_THE_VERIFIER
    return VOID if verdict and statement.voided_at is not None else verdict
