"""What the database holds the tree of cases to: its shape, its beginnings, its decided amounts."""

import pgtrigger


def award_stays() -> pgtrigger.Trigger:
    """Return the trigger that keeps a decided amount: an upheld objection alone takes it off the case."""
    return pgtrigger.Trigger(
        name="award_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            "IF OLD.awarded_won IS NOT NULL"
            " AND (NEW.awarded_won, NEW.regrant_won) IS DISTINCT FROM (OLD.awarded_won, OLD.regrant_won)"
            " AND NOT (NEW.status = 'REOPENED' AND NEW.awarded_won IS NULL AND NEW.regrant_won = 0) THEN"
            " RAISE EXCEPTION 'award_stays: the award was decided'; END IF; RETURN NEW;"
        ),
    )


def held_as_its_holders_say() -> pgtrigger.Trigger:
    """Return the trigger that lets a case's firm be another only once that firm is written down as holder."""
    return pgtrigger.Trigger(
        name="held_as_its_holders_say",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            "IF NEW.firm_id <> OLD.firm_id AND NEW.firm_id IS DISTINCT FROM (SELECT firm_id"
            " FROM applications_holder WHERE application_id = NEW.id ORDER BY number DESC LIMIT 1) THEN"
            " RAISE EXCEPTION 'held_as_its_holders_say: a case passes to another firm as its holder';"
            " END IF; RETURN NEW;"
        ),
    )


def begins_under_an_accepted_case() -> pgtrigger.Trigger:
    """Return the trigger that refuses a case under one not accepted, or whose grant was cancelled."""
    return pgtrigger.Trigger(
        name="parents_are_accepted",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM applications_application"
            " WHERE id = NEW.parent_id AND status = 'ACCEPTED' AND halted <> 'CANCELLED') THEN"
            " RAISE EXCEPTION 'parents_are_accepted: money is handed on under an accepted award that stands';"
            " END IF; RETURN NEW;"
        ),
    )


def follows_its_parent() -> pgtrigger.Trigger:
    """Return the trigger that refuses a cycle of parents and a parent in another consortium."""
    return pgtrigger.Trigger(
        name="parents_form_a_tree",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
        declare=[("above", "bigint")],
        func=(
            "above := NEW.parent_id;"
            " WHILE above IS NOT NULL LOOP"
            " IF above = NEW.id THEN"
            " RAISE EXCEPTION 'parents_form_a_tree: a case cannot be above itself'; END IF;"
            " SELECT parent_id INTO above FROM applications_application WHERE id = above;"
            " END LOOP;"
            " IF NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM applications_application"
            " WHERE id = NEW.parent_id AND consortium_id = NEW.consortium_id AND kind = 'GRANT') THEN"
            " RAISE EXCEPTION 'parents_form_a_tree: the case above is a grant of the same consortium';"
            " END IF; RETURN NEW;"
        ),
    )
