"""What the database holds the tree of cases to: its shape, its beginnings, its decided amounts."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from applications.workflow import Halt


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
    """Return the trigger that refuses a case under one not accepted, or whose grant is over."""
    return pgtrigger.Trigger(
        name="parents_are_accepted",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM applications_application"
            " WHERE id = NEW.parent_id AND status = 'ACCEPTED'"
            " AND halted NOT IN ('CANCELLED', 'CLOSED')) THEN"
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


def in_kind_within_its_part() -> models.CheckConstraint:
    """Return the constraint on what is in kind: of a subsidy only, of the anchor no more than its part."""
    return models.CheckConstraint(
        name="applications_application_in_kind",
        condition=Q(anchor_in_kind_won=0, own_in_kind_won=0)
        | Q(
            grant_kind__in=["SUBSIDY", "INDIRECT"],
            anchor_in_kind_won__gte=0,
            anchor_in_kind_won__lte=F("anchor_won"),
            own_in_kind_won__gte=0,
        ),
    )


def taken_back_of_an_award() -> list[models.CheckConstraint]:
    """Return the constraints on what was taken back or halted: of what was accepted, no more than it."""
    return [
        models.CheckConstraint(
            name="applications_application_reduced",
            condition=Q(reduced_won=0, regrant_reduced_won=0)
            | Q(
                status="ACCEPTED",
                reduced_won__gte=0,
                reduced_won__lte=F("awarded_won"),
                regrant_reduced_won__gte=0,
                regrant_reduced_won__lte=F("regrant_won"),
            ),
        ),
        models.CheckConstraint(
            name="applications_application_halted",
            condition=Q(halted="") | Q(status="ACCEPTED", halted__in=Halt.values),
        ),
    ]
