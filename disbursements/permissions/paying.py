"""Who may check, approve, release and confirm a payment: never one person twice, nor through a stand-in."""

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from core.users.permissions import ALLOWED, Verdict, denied, givers, holds
from core.users.scopes import Permission, ScopeKind
from disbursements.hands import Hand, Taken, hand_in_the_way
from disbursements.permissions.limits import above_limit
from disbursements.permissions.money import CONFIRM_PAYMENT, NOT_A_SUBSIDY, REPRESENTATIVE_ONLY
from programs.permissions import EDIT_PROGRAM, VIEW_OWN_CASES

if TYPE_CHECKING:
    from core.users.models import User
    from disbursements.models import BankAccount, Grant, PaymentBatch, PaymentRequest, StatementEntry
    from programs.models import Program

CHECK_PAYMENT = Permission("disbursements.check_payment")
APPROVE_PAYMENT = Permission("disbursements.approve_payment")
RELEASE_PAYMENT = Permission("disbursements.release_payment")
REGISTER_BANK_ACCOUNT = Permission("disbursements.register_bank_account")
CONFIRM_BANK_ACCOUNT = Permission("disbursements.confirm_bank_account")

YOU_ASKED = denied(_("You asked for this payment; another person must take this step."))
IN_THE_WAY = {
    Hand.ASK: YOU_ASKED,
    Hand.CHECK: denied(_("You checked this payment request; another person must take this step.")),
    Hand.APPROVE: denied(_("You approved this payment; another person must take this step.")),
    Hand.RELEASE: denied(_("You released this payment; another person must take this step.")),
    Hand.BANK: denied(_("You recorded the bank's answer to this payment; another person must release it.")),
}
THEY_TOOK_PART = _(
    "You would stand in for %(giver)s; one of you took part in this payment before, so another person must "
    "take this step."
)
YOU_COMPOSED = denied(_("You composed this batch or put payments into it; another person must release it."))
THEY_COMPOSED = _(
    "You would stand in for %(giver)s, who composed this batch or put payments into it; another person must "
    "release it."
)
YOU_REGISTERED = denied(_("You registered this bank account; another person must answer it."))

NEEDED = {
    Hand.CHECK: CHECK_PAYMENT,
    Hand.APPROVE: APPROVE_PAYMENT,
    Hand.RELEASE: RELEASE_PAYMENT,
    Hand.BANK: CONFIRM_PAYMENT,
}


class Authority(NamedTuple):
    """Whether somebody may take a step of a payment, and for whom they act, if not for themselves."""

    verdict: Verdict
    acting_for: "User | None" = None


def authority(user: Any, hand: Hand, payment: "PaymentRequest", *, at: dt.datetime) -> Authority:
    """Return whether the person may take the step: by their own role, else for the first who lets them."""
    needed, pairs = NEEDED[hand], payment.grant.consortium.program.scope_pairs
    own = holds(user, needed, *pairs, at=at)
    ways: list[Any] = [*([None] if own else []), *givers(user, needed, *pairs, at=at)]
    refused: Verdict | None = None
    for giver in ways:
        verdict = _apart(user, giver, hand, payment) and above_limit(user, giver, hand, payment, at=at)
        if verdict:
            return Authority(verdict, giver)
        refused = verdict if refused is None else refused
    return Authority(own if refused is None else refused)


def stands_in_for(user: Any, hand: Hand, payment: "PaymentRequest", *, at: dt.datetime) -> "User | None":
    """Return for whom the person takes the step, None if for themselves."""
    return authority(user, hand, payment, at=at).acting_for


def _apart(user: Any, giver: "User | None", hand: Hand, payment: "PaymentRequest") -> Verdict:
    """Answer whether neither of the two took another step of the payment, in all it went through."""
    taken = [Taken(one.from_status, one.to_status, one.people) for one in payment.changes.all()]
    if before := hand_in_the_way(taken, hand, [user.pk]):
        return IN_THE_WAY[before]
    if giver is not None and hand_in_the_way(taken, hand, [giver.pk]):
        return denied(THEY_TOOK_PART % {"giver": giver})
    if giver is not None and hand == Hand.RELEASE:
        waits = payment.batch_entries.filter(batch__status="COMPOSED").select_related("batch").first()
        if waits is not None and giver.pk in _filled_by(waits.batch):
            return denied(THEY_COMPOSED % {"giver": giver})
    return ALLOWED


def _filled_by(batch: "PaymentBatch") -> set[int]:
    """Return who composed the batch, and everybody who put a payment in."""
    return {batch.composed_by_id, *batch.entries.values_list("added_by", flat=True)}


def may_check_payment(user: Any, payment: "PaymentRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may check the evidence (Decree, art. 10-8): no other hand of the payment."""
    return authority(user, Hand.CHECK, payment, at=at).verdict


def may_approve_payment(user: Any, payment: "PaymentRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may approve: an approving officer within their limit, no other hand."""
    return authority(user, Hand.APPROVE, payment, at=at).verdict


def may_release_payment(user: Any, payment: "PaymentRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may release: a paying officer within their limit, no other hand."""
    return authority(user, Hand.RELEASE, payment, at=at).verdict


def may_confirm_payment(user: Any, payment: "PaymentRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may record the bank's answer: an officer who did not release."""
    return authority(user, Hand.BANK, payment, at=at).verdict


def may_return_payment(user: Any, payment: "PaymentRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may send it back: whoever checks, approves or releases, or stands in."""
    pairs = payment.grant.consortium.program.scope_pairs
    for needed in (CHECK_PAYMENT, APPROVE_PAYMENT, RELEASE_PAYMENT):
        if holds(user, needed, *pairs, at=at) or givers(user, needed, *pairs, at=at):
            return ALLOWED
    return holds(user, CHECK_PAYMENT, *pairs, at=at)


def may_register_bank_account(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may register where the firm is paid: its representative, for a subsidy."""
    pair = (ScopeKind.FIRM, grant.firm_id)
    verdict = holds(user, REGISTER_BANK_ACCOUNT, pair, at=at)
    if not verdict and holds(user, VIEW_OWN_CASES, pair, at=at):
        return REPRESENTATIVE_ONLY
    return NOT_A_SUBSIDY if verdict and grant.kind == "CONTRIBUTION" else verdict


def may_answer_bank_account(user: Any, account: "BankAccount", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may confirm or refuse it: an officer who did not register it."""
    verdict = holds(user, CONFIRM_BANK_ACCOUNT, *account.program.scope_pairs, at=at)
    return YOU_REGISTERED if verdict and user.pk == account.registered_by_id else verdict


def may_read_number(user: Any, account: "BankAccount", *, at: dt.datetime) -> Verdict:
    """Answer whether the person needs the whole number: the firm, who confirms it and who releases to it."""
    pairs = account.program.scope_pairs
    return (
        holds(user, VIEW_OWN_CASES, (ScopeKind.FIRM, account.firm_id), at=at)
        or holds(user, CONFIRM_BANK_ACCOUNT, *pairs, at=at)
        or holds(user, RELEASE_PAYMENT, *pairs, at=at)
    )


def may_compose(user: Any, program: "Program", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may put approved payments together: whoever checks payments."""
    return holds(user, CHECK_PAYMENT, *program.scope_pairs, at=at)


def may_change_batch(user: Any, batch: "PaymentBatch", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may change a batch: whoever may compose one."""
    return may_compose(user, batch.program, at=at)


def may_release_batch(user: Any, batch: "PaymentBatch", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may release a batch: a paying officer or a stand-in, not who filled it."""
    return _batch_authority(user, batch, at).verdict


def releases_batch_for(user: Any, batch: "PaymentBatch", *, at: dt.datetime) -> "User | None":
    """Return for whom the person releases the batch, None if for themselves."""
    return _batch_authority(user, batch, at).acting_for


def _batch_authority(user: Any, batch: "PaymentBatch", at: dt.datetime) -> Authority:
    """Answer by the person's own role, else for the first who lets them and had no part in the batch."""
    pairs = batch.program.scope_pairs
    own = holds(user, RELEASE_PAYMENT, *pairs, at=at)
    lending = givers(user, RELEASE_PAYMENT, *pairs, at=at)
    if not own and not lending:
        return Authority(own)
    filled = _filled_by(batch)
    if user.pk in filled:
        return Authority(YOU_COMPOSED)
    if own:
        return Authority(own)
    giver = next((one for one in lending if one.pk not in filled), None)
    return Authority(ALLOWED, giver) if giver else Authority(denied(THEY_COMPOSED % {"giver": lending[0]}))


def may_receive_statement(user: Any, program: "Program", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may bring a statement of the bank: whoever records its answers."""
    return holds(user, CONFIRM_PAYMENT, *program.scope_pairs, at=at)


def may_reconcile(user: Any, entry: "StatementEntry", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may reconcile an entry: whoever records the bank's answers."""
    return may_receive_statement(user, entry.statement.program, at=at)


def may_explain_entry(user: Any, entry: "StatementEntry", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may say what an unmatched entry is: whoever records the bank's answers."""
    return may_reconcile(user, entry, at=at)


def may_set_bank_profile(user: Any, program: "Program", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may say from which account a programme pays: who edits its rules."""
    return holds(user, EDIT_PROGRAM, *program.scope_pairs, at=at)
