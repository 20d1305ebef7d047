"""A meter in the place of another one."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.ui.formats import trimmed
from core.workflow.models import immutable
from measurement.models.readings import Meter


class Replacement(models.Model):
    """
    One meter taken out and another one put in on the same day: what both registers showed, and why.

    It says what was recorded on that day; the readings of both meters are what counts, and can be corrected.
    """

    old = models.OneToOneField(
        Meter, on_delete=models.PROTECT, related_name="replaced_with", db_comment="The meter taken out"
    )
    new = models.OneToOneField(
        Meter, on_delete=models.PROTECT, related_name="replacement", db_comment="The meter put in"
    )
    replaced_on = models.DateField(_("replaced on"), db_comment="Day of the replacement")
    last_register = models.DecimalField(
        max_digits=18, decimal_places=3, db_comment="Register of the old meter when it was taken out"
    )
    first_register = models.DecimalField(
        max_digits=18, decimal_places=3, db_comment="Register of the new meter when it was put in"
    )
    reason = models.TextField(_("reason"), db_comment="Why it was replaced")
    evidence = models.ForeignKey(
        Attachment,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Protocol of the replacement, or photo of both registers",
    )
    recorded_at = models.DateTimeField(db_comment="When it was recorded")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )

    class Meta:
        db_table_comment = "Meters that were replaced"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="measurement_replacement_registers",
                condition=models.Q(last_register__gte=0, first_register__gte=0),
            ),
            models.CheckConstraint(
                name="measurement_replacement_another", condition=~models.Q(old=models.F("new"))
            ),
        ]
        triggers: ClassVar[Any] = [immutable()]

    def __str__(self) -> str:
        return f"{self.old.serial} → {self.new.serial}"

    @property
    def shown_last(self) -> str:
        """The old meter's last register, as people write it."""
        return trimmed(self.last_register)

    @property
    def shown_first(self) -> str:
        """The new meter's first register, as people write it."""
        return trimmed(self.first_register)
