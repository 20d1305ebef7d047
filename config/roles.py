"""The one table of what each role may do. Rooms declare the permissions; this table hands them out."""

from applications import permissions as applications
from applications import permissions_panels as panels
from core.inbox import permissions as inbox
from core.users.models import Role
from core.users.permissions import LEAD_OFFICE
from core.users.scopes import Permission
from disbursements import permissions as disbursements
from disbursements.permissions import assets, changes, debts, inspections, pledges, settlements, year_close
from firms import permissions as firms
from measurement import permissions as measurement
from measurement.factoring import permissions as factoring
from programs import permissions as programs
from reporting.api import permissions as api
from reporting.auditing import permissions as auditing
from reporting.claims import permissions as claims
from reporting.documents import permissions as documents
from reporting.exports import permissions as exports
from reporting.register import permissions as register
from reporting.signals import permissions as signals
from reporting.statements import permissions as statements
from reporting.tallies import permissions as tallies

_READING = {
    firms.VIEW_ALL_FIRMS,
    programs.VIEW_CASES,
    documents.MAKE_DOCUMENT,
    inbox.READ_NOTES,
    signals.VIEW_SIGNALS,
    auditing.FOLLOW,
}
_HANDLING = _READING | {
    inbox.TALK_AS_OFFICE,
    applications.ASSESS,
    panels.RUN_PANEL,
    applications.RECORD_CONTRIBUTION,
    disbursements.CHECK_PAYMENT,
    disbursements.CONFIRM_BANK_ACCOUNT,
    disbursements.CONFIRM_PAYMENT,
    changes.RECOMMEND_CHANGE,
    assets.RECOMMEND_DISPOSAL,
    inspections.INSPECT,
    debts.PROPOSE_DEBT,
    settlements.CHECK_SETTLEMENT,
    pledges.RECOGNISE_IN_KIND,
    exports.MAKE_PACK,
    register.TAKE_SNAPSHOT,
    signals.EXAMINE_SIGNAL,
    auditing.ANSWER,
    statements.ASSIGN_VERIFIER,
    claims.PROPOSE_PERFORMANCE,
    tallies.MAKE_TALLY,
}
_CLERK = {
    firms.EDIT_FIRM,
    programs.VIEW_OWN_CASES,
    inbox.TALK_AS_FIRM,
    programs.LINK_SUPPLY,
    applications.DRAFT,
    disbursements.DRAFT_PAYMENT,
    assets.KEEP_ASSET,
    disbursements.RECORD_PASS_THROUGH,
    measurement.EDIT_MEASURE,
    measurement.ENTER_READINGS,
    statements.CALCULATE,
}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(
        _HANDLING
        | {
            applications.SELECT_PLAN,
            programs.EDIT_PROGRAM,
            factoring.ENTER_FACTORS,
            factoring.CHOOSE_FACTORS,
            disbursements.SUSPEND_GRANT,
            year_close.PREPARE_YEAR_CLOSE,
        }
    ),
    Role.AGENCY_OFFICER: frozenset(_HANDLING),
    Role.APPROVING_OFFICER: frozenset(
        _READING
        | {
            inbox.TALK_AS_OFFICE,
            applications.AWARD,
            documents.SIGN_DOCUMENT,
            programs.APPROPRIATE,
            disbursements.APPROVE_PAYMENT,
            disbursements.SUSPEND_GRANT,
            disbursements.REDUCE_GRANT,
            factoring.APPROVE_FACTORS,
            changes.DECIDE_CHANGE,
            assets.DECIDE_DISPOSAL,
            debts.ORDER_DEBT,
            claims.DECIDE_PERFORMANCE,
            settlements.CONFIRM_SETTLEMENT,
            year_close.DECIDE_YEAR_CLOSE,
            tallies.MAKE_TALLY,
        }
    ),
    Role.PAYING_OFFICER: frozenset(_READING | {inbox.TALK_AS_OFFICE, disbursements.RELEASE_PAYMENT}),
    Role.OFFICE_LEAD: frozenset(_READING | {LEAD_OFFICE}),
    Role.REVIEWER: frozenset({panels.REVIEW}),
    Role.VERIFIER: frozenset({statements.VERIFY}),
    Role.AUDITOR: frozenset(_READING | {auditing.AUDIT}),
    Role.CLERK: frozenset(_CLERK),
    Role.REPRESENTATIVE: frozenset(
        _CLERK
        | {
            firms.MANAGE_MEMBERS,
            programs.REGISTER_CONSORTIUM,
            programs.INVITE_MEMBER,
            programs.JOIN_CONSORTIUM,
            programs.LEAD_CONSORTIUM,
            programs.SIGN_AGREEMENT,
            applications.SUBMIT,
            disbursements.ACCEPT_AWARD,
            disbursements.REGISTER_BANK_ACCOUNT,
            disbursements.SUBMIT_PAYMENT,
            disbursements.ANSWER_PASS_THROUGH,
            changes.REQUEST_CHANGE,
            assets.REQUEST_DISPOSAL,
            pledges.PROMISE,
            statements.SUBMIT_STATEMENT,
            claims.CLAIM,
            api.CONNECT,
        }
    ),
}
