"""Which documents a person can take away of a case: what its page offers."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ui.papers import Paper
from programs.models import Program
from reporting.documents.permissions import may_make_of_program
from reporting.documents.recipes import RECIPES


def papers_of(user: Any, subject: Any, at: dt.datetime) -> list[Paper]:
    """Return the documents of a case that its reader may have: those whose decision was made."""
    return _bundles(user, subject, at) + [
        Paper(recipe.kind.label, reverse("documents:of", args=[recipe.kind.slug, subject.public_id]))
        for recipe in RECIPES.values()
        if isinstance(subject, recipe.model)
        and recipe.is_due(subject)
        and recipe.may_make(user, subject, at=at)
        and recipe.subjects(user).filter(pk=subject.pk).exists()
    ]


def _bundles(user: Any, subject: Any, at: dt.datetime) -> list[Paper]:
    """Return the page of all dossiers of a programme, for whoever may have them made."""
    if not isinstance(subject, Program) or not may_make_of_program(user, subject, at=at):
        return []
    return [Paper(_("All dossiers as one ZIP"), reverse("documents:bundles", args=[subject.public_id]))]
