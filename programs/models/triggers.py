"""What the database refuses about the dated numbers of a programme."""

import pgtrigger


def stays_apart(what: str, table: str, columns: tuple[str, ...], words: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses two rows of a programme for the same thing (`columns`) on one day."""
    same = ", ".join(f"r.{name}" for name in ("program_id", *columns))
    new = ", ".join(f"NEW.{name}" for name in ("program_id", *columns))
    return pgtrigger.Trigger(
        name=f"{what}_stay_apart",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "PERFORM 1 FROM programs_program WHERE id = NEW.program_id FOR NO KEY UPDATE;"  # noqa: S608 - our own names
            f" IF EXISTS (SELECT 1 FROM {table} r WHERE r.id <> NEW.id"
            f" AND ({same})"
            f" = ({new})"
            " AND daterange(r.valid_from, r.valid_until, '[]')"
            " && daterange(NEW.valid_from, NEW.valid_until, '[]')) THEN"
            f" RAISE EXCEPTION '{what}_stay_apart: {words}';"
            " END IF; RETURN NEW;"
        ),
    )


def terms_of_rules_stay() -> pgtrigger.Trigger:
    """
    Return the trigger that refuses another value in the place of a rule that amounts were computed with.

    A change is a new rule; of the old one only the last day changes, and its source may be worded better.
    """
    return pgtrigger.Trigger(
        name="terms_of_rules_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            "IF (OLD.program_id, OLD.kind, OLD.cost_kind, OLD.size_class, OLD.grade, OLD.value)"
            " IS DISTINCT FROM"
            " (NEW.program_id, NEW.kind, NEW.cost_kind, NEW.size_class, NEW.grade, NEW.value)"
            " AND EXISTS (SELECT 1 FROM applications_arithmeticrow a WHERE a.rule_id = OLD.id) THEN"
            " RAISE EXCEPTION 'terms_of_rules_stay: amounts were computed with this rule'; END IF;"
            " RETURN NEW;"
        ),
    )


def terms_of_criteria_stay() -> pgtrigger.Trigger:
    """
    Return the trigger that refuses another name, place or weight of a criterion by which a panel scores.

    A change is a new row; of the old one only the last day changes, and its source may be worded better.
    """
    facts = ("program_id", "code", "position", "name_ko", "name_en", "weight", "valid_from")
    old, new = (", ".join(f"{side}.{name}" for name in facts) for side in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name="terms_of_criteria_stay",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF ({old}) IS DISTINCT FROM ({new})"  # noqa: S608 - names of our own columns
            " AND EXISTS (SELECT 1 FROM applications_panelcriterion p WHERE p.criterion_id = OLD.id) THEN"
            " RAISE EXCEPTION 'terms_of_criteria_stay: a panel scores by this criterion'; END IF;"
            " RETURN NEW;"
        ),
    )
