"""What belongs to a statement and never changes: the shares it booked, the rows of its calculation."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import immutable
from measurement.methods import METHODS
from measurement.models import Factor
from programs.models import Consortium
from reporting.statements.models.statements import Statement

#: what a row is called that only says which factor was used
FACTOR_WORDS = _("Factor that went into it")
#: code of a row that only says which factor was used
FACTOR_ROW = "factor"


class StatementShare(models.Model):
    """What one consortium got of a verified statement: agreed share and booked kilograms. Never changed."""

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="shares", db_comment="Which lot"
    )
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="statement_shares", db_comment="Whose share"
    )
    share_bp = models.PositiveSmallIntegerField(
        _("share"), db_comment="Basis points agreed for the period; 10000 is the whole"
    )
    kilograms = models.BigIntegerField(db_comment="What was booked, kg CO2e; may be 0 of a very small lot")
    short_kg = models.BigIntegerField(
        default=0,
        db_comment="What a restatement takes back that the share no longer held, kg CO2e; claims made it up",
    )

    class Meta:
        db_table_comment = "Shares of consortia in verified statements"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="statements_statementshare_once", fields=["statement", "consortium"]
            ),
            models.CheckConstraint(
                name="statements_statementshare_part",
                condition=Q(share_bp__gt=0, share_bp__lte=10_000, kilograms__gte=0, short_kg__gte=0),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.consortium}: {self.kilograms} kg"


class StatementRow(models.Model):
    """One printed line of a calculation: quantity, unit, factor with its version, product. Never changed."""

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="rows", db_comment="Whose line"
    )
    position = models.PositiveSmallIntegerField(db_comment="Order of the rows")
    code = models.CharField(max_length=40, db_comment="The method's name of the step")
    expression = models.CharField(max_length=160, db_comment="How the value came about, in symbols")
    value = models.DecimalField(
        max_digits=40, decimal_places=18, db_comment="The value, to 18 decimals; computed on without rounding"
    )
    unit = models.CharField(max_length=24, db_comment="Its unit")
    factor = models.ForeignKey(
        Factor,
        null=True,
        on_delete=models.PROTECT,
        related_name="statement_rows",
        db_comment="Factor used, if any",
    )

    class Meta:
        db_table_comment = "Stored calculation of statements"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="statements_statementrow_once", fields=["statement", "position"])
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.code} = {self.value} {self.unit}"

    @property
    def label(self) -> str:
        """What the row is, in words."""
        if self.code == FACTOR_ROW:
            return str(FACTOR_WORDS)
        found = METHODS.get(self.statement.method)
        return str(found.row_labels.get(self.code, self.code)) if found else self.code
