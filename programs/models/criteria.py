"""By what applications are compared: weighted criteria of a programme."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import Versioned, counts_versions, tracked
from programs.models.kinds import InTwoLanguages, Sourced
from programs.models.programmes import Program
from programs.models.triggers import stays_apart, terms_of_criteria_stay


@tracked
class Criterion(InTwoLanguages, Sourced, Versioned):
    """
    One criterion by which reviewers score applications, with its weight.

    The weights in force on one day come to 100. A panel copies them when it opens, and a row by which a panel
    scores stays as it was: a change is a new row from a day on.
    """

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="criteria", db_comment="Its programme"
    )
    code = models.SlugField(db_comment="Stable name, for instance reduction")
    position = models.PositiveSmallIntegerField(
        _("position"), db_comment="Place in the list; the first decides ties"
    )
    weight = models.PositiveSmallIntegerField(_("weight"), db_comment="Weight; all of a day come to 100")
    valid_from = models.DateField(_("from"), db_comment="First day")
    valid_until = models.DateField(
        _("until"), null=True, blank=True, db_comment="Last day; empty while it holds"
    )

    class Meta(Versioned.Meta):
        db_table_comment = "Weighted criteria of programmes"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_criterion_code", fields=["program", "code", "valid_from"]),
            models.CheckConstraint(
                name="programs_criterion_weight", condition=Q(weight__gte=1, weight__lte=100)
            ),
            models.CheckConstraint(
                name="programs_criterion_dates",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            stays_apart(
                "criteria",
                "programs_criterion",
                ("code",),
                "the same criterion has another weight on these days",
            ),
            terms_of_criteria_stay(),
        ]
