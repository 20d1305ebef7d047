"""Who may enter, propose and approve tables of factors, and say which one a programme uses."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import NOT_YOURS, Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind

ENTER_FACTORS = Permission("measurement.enter_factors")
APPROVE_FACTORS = Permission("measurement.approve_factors")
CHOOSE_FACTORS = Permission("measurement.choose_factors")

PUBLISHED = denied(_("This table came with the product's data files; it is approved and stays as it is."))
OWN_PROPOSAL = denied(_("You proposed this table; another person must approve or refuse it."))


def may_draft_table(user: Any, office: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may begin a table for the office."""
    if office is None:
        return NOT_YOURS
    return holds(user, ENTER_FACTORS, (ScopeKind.OFFICE, office.pk), at=at)


def may_enter_factors(user: Any, table: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may enter rows of the table and propose it: officers of its office."""
    if table.office_id is None:
        return PUBLISHED
    return holds(user, ENTER_FACTORS, (ScopeKind.OFFICE, table.office_id), at=at)


def may_approve_table(user: Any, table: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may approve or refuse the table: a second one of its office."""
    if table.office_id is None:
        return PUBLISHED
    verdict = holds(user, APPROVE_FACTORS, (ScopeKind.OFFICE, table.office_id), at=at)
    if verdict and table.proposed_by_id == user.pk:
        return OWN_PROPOSAL
    return verdict


def may_choose_factors(user: Any, program: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may say which table the programme uses: its officers."""
    return holds(user, CHOOSE_FACTORS, *program.scope_pairs, at=at)


def may_choose_for_some(user: Any, table: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether there is a programme for which the person may choose this table."""
    from measurement.factoring.queries import programs_to_choose_for

    return Verdict(True) if programs_to_choose_for(user, at).exists() else NOT_YOURS
