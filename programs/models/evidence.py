"""Which evidence a programme wants of each line of a payment request, and its schedule of payments."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ratios import WHOLE_BP
from core.workflow.models import Versioned, counts_versions, tracked
from programs.models.kinds import CostKind, EvidenceKind, PaymentKind, Sourced
from programs.models.programmes import Program


@tracked
class EvidenceRule(Sourced, Versioned):
    """
    One kind of evidence without which a line can't be asked for, and what does as well (Decree, 10-8).

    A line is proved by its e-tax invoice, rule or no rule; one for the invoice says where the approval of the
    firm's dedicated card proves it as well.
    """

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="evidence_rules", db_comment="Its programme"
    )
    kind = models.CharField(
        _("kind"), max_length=16, choices=EvidenceKind, db_comment="Kind of evidence that is wanted"
    )
    does_as_well = models.CharField(
        max_length=16, blank=True, db_comment="Kind that may take its place; empty for none"
    )
    cost_kind = models.CharField(max_length=12, blank=True, db_comment="For which costs; empty for all")
    valid_from = models.DateField(_("from"), db_comment="First day")
    valid_until = models.DateField(
        _("until"), null=True, blank=True, db_comment="Last day; empty while it holds"
    )

    class Meta(Versioned.Meta):
        db_table_comment = "Evidence that lines of payment requests need"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="programs_evidencerule_place", fields=["program", "kind", "cost_kind", "valid_from"]
            ),
            models.CheckConstraint(
                name="programs_evidencerule_kind", condition=Q(kind__in=EvidenceKind.values)
            ),
            models.CheckConstraint(
                name="programs_evidencerule_other",
                condition=Q(does_as_well__in=["", *EvidenceKind.values]) & ~Q(does_as_well=F("kind")),
            ),
            models.CheckConstraint(
                name="programs_evidencerule_proof",
                condition=~Q(does_as_well="INVOICE")
                & (~Q(kind="INVOICE") | Q(does_as_well__in=["", "CARD"])),
            ),
            models.CheckConstraint(
                name="programs_evidencerule_cost_kind", condition=Q(cost_kind__in=["", *CostKind.values])
            ),
        ]
        triggers: ClassVar = [counts_versions()]

    def __str__(self) -> str:
        return str(EvidenceKind(self.kind).label)

    @property
    def words(self) -> str:
        """What is wanted, with what does as well."""
        if not self.does_as_well:
            return str(self)
        other = EvidenceKind(self.does_as_well).label
        return _("%(kind)s or %(other)s") % {"kind": self, "other": other}


@tracked
class PaymentStage(Sourced, Versioned):
    """
    One stage of the programme's payments: its share, and under which conditions it is asked for.

    Of an advance, the share of the award that is paid before any invoice; of an interim or the final payment,
    up to which share of the award all requests together come; of the hold-back, which share of every interim
    payment is kept until its conditions are met.
    """

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="payment_stages", db_comment="Its programme"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PaymentKind, db_comment="Which of the payments")
    share_bp = models.PositiveIntegerField(
        db_comment="Share of the award that can be asked for by then; of the hold-back, share of each "
        "interim payment that is kept, basis points"
    )
    conditions = ArrayField(
        models.CharField(max_length=24),
        default=list,
        db_comment="Codes of what must be so before it is asked",
    )
    valid_from = models.DateField(_("from"), db_comment="First day")
    valid_until = models.DateField(
        _("until"), null=True, blank=True, db_comment="Last day; empty while it holds"
    )

    class Meta(Versioned.Meta):
        db_table_comment = "Stages of a programme's payments"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="programs_paymentstage_kind", fields=["program", "kind", "valid_from"]
            ),
            models.CheckConstraint(
                name="programs_paymentstage_kinds", condition=Q(kind__in=PaymentKind.values)
            ),
            models.CheckConstraint(
                name="programs_paymentstage_share", condition=Q(share_bp__gt=0, share_bp__lte=WHOLE_BP)
            ),
            models.CheckConstraint(
                name="programs_paymentstage_keeps_a_part",
                condition=~Q(kind="HOLD_BACK") | Q(share_bp__lt=WHOLE_BP),
            ),
        ]
        triggers: ClassVar = [counts_versions()]

    def __str__(self) -> str:
        return str(PaymentKind(self.kind).label)
