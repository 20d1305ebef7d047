"""What the database refuses about statements: two over the same day, a restatement of something else."""

import pgtrigger

from reporting.statements.workflow import STANDING


def periods_stay_apart() -> pgtrigger.Trigger:
    """
    Return the trigger that refuses two standing statements of one measure over the same day.

    A restatement may stand beside the statement it restates until it is signed; then it takes its place.
    """
    standing = ", ".join(f"'{status}'" for status in sorted(STANDING))
    return pgtrigger.Trigger(
        name="periods_stay_apart",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status", "period_from", "period_until"),
        func=(
            f"IF NEW.status IN ({standing}) THEN"  # noqa: S608 - words of our own table
            " PERFORM 1 FROM measurement_measure WHERE id = NEW.measure_id FOR NO KEY UPDATE;"
            " IF EXISTS (SELECT 1 FROM statements_statement s WHERE s.measure_id = NEW.measure_id"
            f" AND s.id <> NEW.id AND s.status IN ({standing})"
            " AND s.period_from <= NEW.period_until AND s.period_until >= NEW.period_from"
            " AND NOT (NEW.status <> s.status AND (s.id = NEW.restates_id OR s.restates_id = NEW.id))) THEN"
            " RAISE EXCEPTION 'periods_stay_apart: another statement covers part of this period';"
            " END IF; END IF; RETURN NEW;"
        ),
    )


def restates_the_same() -> pgtrigger.Trigger:
    """Return the trigger that holds a restatement to measure, months and lot of what it restates."""
    return pgtrigger.Trigger(
        name="restates_the_same",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert
        | pgtrigger.UpdateOf("restates_id", "lot_id", "period_from", "period_until"),
        func=(
            "IF (NEW.restates_id IS NULL) <> (NEW.lot_id IS NULL) THEN"
            " RAISE EXCEPTION 'restates_the_same: only a restatement is of another lot'; END IF;"
            " IF NEW.restates_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM statements_statement s"
            " WHERE s.id = NEW.restates_id AND s.measure_id = NEW.measure_id AND s.firm_id = NEW.firm_id"
            " AND s.period_from = NEW.period_from AND s.period_until = NEW.period_until"
            " AND COALESCE(s.lot_id, s.id) = NEW.lot_id) THEN"
            " RAISE EXCEPTION 'restates_the_same: other measure, months or lot'; END IF;"
            " RETURN NEW;"
        ),
    )


def deducts_before_signing() -> pgtrigger.Trigger:
    """Return the trigger that lets deductions change only while the statement is with its verifier."""
    return pgtrigger.Trigger(
        name="deducts_before_signing",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("deducted_kg"),
        func=(
            "IF NEW.deducted_kg <> OLD.deducted_kg AND (OLD.status <> 'ASSIGNED' OR NEW.status <> 'ASSIGNED')"
            " THEN RAISE EXCEPTION 'deducts_before_signing: it is not with the verifier'; END IF;"
            " RETURN NEW;"
        ),
    )


def adds_to_deducted() -> pgtrigger.Trigger:
    """Return the trigger that keeps a statement's deductions summed up beside its calculation."""
    return pgtrigger.Trigger(
        name="adds_to_deducted",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func=(
            "UPDATE statements_statement SET deducted_kg = deducted_kg + NEW.kilograms WHERE id ="
            " (SELECT statement_id FROM statements_verificationfinding WHERE id = NEW.finding_id);"
            " RETURN NEW;"
        ),
    )
