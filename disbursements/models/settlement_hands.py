"""The trigger that keeps apart who states a settlement, who checks it and who confirms it."""

import pgtrigger

#: every version of the lines of settlements, so every decision that was ever taken on one
DECISIONS = "disbursements_settlementlineevent"


def _hand(row: str) -> str:
    """Return the SQL of whose work a step is, as `disbursements.hands.part_of` has it."""
    return (
        f"(CASE WHEN {row}.from_status IN ('DUE', 'RETURNED') THEN 'STATE'"
        f" WHEN {row}.from_status = 'SUBMITTED' THEN 'CHECK'"
        f" WHEN {row}.to_status = 'CONFIRMED' THEN 'CONFIRM' END)"
    )


def settled_by_many() -> pgtrigger.Trigger:
    """Return the trigger that refuses a step by who took another part in the settlement, in any round."""
    before, now = _hand("taken"), _hand("NEW")
    return pgtrigger.Trigger(
        name="settled_by_many",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "PERFORM 1 FROM disbursements_settlement WHERE id = NEW.case_id FOR NO KEY UPDATE;"
            " IF EXISTS (SELECT 1 FROM disbursements_settlementstep taken WHERE taken.case_id = NEW.case_id"
            " AND taken.by_id = NEW.by_id AND BEFORE <> NOW)"
            " OR (NOW <> 'CHECK' AND EXISTS (SELECT 1 FROM DECISIONS line"
            " WHERE line.settlement_id = NEW.case_id AND line.decided_by_id = NEW.by_id))"
            " OR (NOW = 'CHECK' AND EXISTS (SELECT 1 FROM DECISIONS line"
            " JOIN disbursements_settlementstep taken"
            " ON taken.case_id = line.settlement_id AND taken.by_id = line.decided_by_id"
            " WHERE line.settlement_id = NEW.case_id AND BEFORE = 'STATE')) THEN"
            " RAISE EXCEPTION 'settled_by_many: who stated a settlement, who decided its lines and who"
            " confirms it are different people'; END IF; RETURN NEW;"
        )
        .replace("NOW", now)
        .replace("BEFORE", before)
        .replace("DECISIONS", DECISIONS),
    )
