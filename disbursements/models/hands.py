"""Triggers that keep the hands of a payment apart, over all it went through (docs/rules/paying.md)."""

import pgtrigger


def _hand(row: str) -> str:
    """Return the SQL of whose work a step is, as `disbursements.hands.hand_of` has it."""
    return (
        f"CASE WHEN {row}.from_status IN ('RELEASED', 'CONFIRMED') THEN 'BANK'"
        f" WHEN {row}.to_status IN ('DRAFTED', 'SUBMITTED') THEN 'ASK'"
        f" WHEN {row}.to_status = 'CHECKED' OR {row}.to_status = 'COVERED'"
        f" AND {row}.from_status = 'SUBMITTED' THEN 'CHECK'"
        f" WHEN {row}.to_status IN ('APPROVED', 'COVERED') THEN 'APPROVE'"
        f" WHEN {row}.to_status = 'RELEASED' THEN 'RELEASE' END"
    )


def hands_kept_apart() -> pgtrigger.Trigger:
    """Return the trigger that refuses a step by a person who took another one, at any time, for anybody."""
    before, now = _hand("taken"), _hand("NEW")
    return pgtrigger.Trigger(
        name="hands_kept_apart",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "PERFORM 1 FROM disbursements_paymentrequest WHERE id = NEW.case_id FOR NO KEY UPDATE;"
            " IF EXISTS (SELECT 1 FROM disbursements_paymentrequestchange taken"
            " WHERE taken.case_id = NEW.case_id"
            " AND BEFORE <> NOW AND ('BANK' NOT IN (BEFORE, NOW) OR 'RELEASE' IN (BEFORE, NOW))"
            " AND ARRAY[taken.by_id, taken.acting_for_id] && ARRAY[NEW.by_id, NEW.acting_for_id]) THEN"
            " RAISE EXCEPTION 'hands_kept_apart: who asked, checked, approved and released are different"
            " people, and who answers for the bank did not release'; END IF; RETURN NEW;"
        )
        .replace("BEFORE", f"({before})")
        .replace("NOW", f"({now})"),
    )


def confirmation_frozen() -> pgtrigger.Trigger:
    """Return the trigger that fixes what the bank confirmed, until the money comes back."""
    return pgtrigger.Trigger(
        name="confirmation_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            "IF OLD.status = 'CONFIRMED' AND NEW.status = 'CONFIRMED' AND"
            " (NEW.confirmed_at, NEW.confirmed_by_id, NEW.paid_on, NEW.bank_reference, NEW.times_confirmed)"
            " IS DISTINCT FROM"
            " (OLD.confirmed_at, OLD.confirmed_by_id, OLD.paid_on, OLD.bank_reference, OLD.times_confirmed)"
            " THEN RAISE EXCEPTION 'confirmation_frozen: these columns are frozen'; END IF; RETURN NEW;"
        ),
    )


def paid_to_a_confirmed_account() -> pgtrigger.Trigger:
    """Return the trigger that lets money go to a confirmed bank account only (Act, art. 34)."""
    return pgtrigger.Trigger(
        name="paid_to_a_confirmed_account",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            "IF NEW.status = 'RELEASED' AND OLD.status <> 'RELEASED' AND NOT EXISTS ("
            "SELECT 1 FROM disbursements_bankaccount WHERE id = NEW.paid_to_id AND confirmed_at IS NOT NULL)"
            " THEN RAISE EXCEPTION 'paid_to_a_confirmed_account: no confirmed bank account'; END IF;"
            " RETURN NEW;"
        ),
    )


def never_in_one_again() -> pgtrigger.Trigger:
    """Return the trigger that lets nobody approve by releasing any more: only what was so once stays so."""
    return pgtrigger.Trigger(
        name="never_in_one_again",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "IF NEW.approved_in_one AND (TG_OP = 'INSERT' OR NOT OLD.approved_in_one) THEN RAISE EXCEPTION"
            " 'never_in_one_again: approving and releasing are two steps of two people'; END IF; RETURN NEW;"
        ),
    )
