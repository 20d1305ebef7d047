"""Letters to firms that are not registered yet."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.workflow.models import (
    Case,
    StatusChange,
    counts_versions,
    tracked,
)
from core.workflow.transitions import Transitions
from firms.models import Firm
from programs.models.consortia import Consortium, Member
from programs.models.kinds import MemberRole
from programs.models.links import OfConsortium


class InvitationStatus(models.TextChoices):
    SENT = "SENT", _("Sent")
    ACCEPTED = "ACCEPTED", _("Accepted")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


INVITATION_TRANSITIONS = Transitions(
    {
        InvitationStatus.SENT: frozenset({InvitationStatus.ACCEPTED, InvitationStatus.WITHDRAWN}),
        InvitationStatus.ACCEPTED: frozenset(),
        InvitationStatus.WITHDRAWN: frozenset(),
    }
)


@tracked
class Invitation(Case):
    """A letter to a firm that is not registered yet; its representative registers it and joins with it."""

    transitions = INVITATION_TRANSITIONS
    tones: ClassVar = {"SENT": "info", "ACCEPTED": "success", "WITHDRAWN": "neutral"}

    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="invitations", db_comment="Into which consortium"
    )
    upstream = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="invitations", db_comment="Under which member"
    )
    role = models.CharField(
        _("role"), max_length=12, choices=MemberRole, default=MemberRole.PARTNER, db_comment="As what"
    )
    business_number = models.CharField(
        _("business registration number"), max_length=10, db_comment="Ten digits without hyphens"
    )
    firm_name = models.CharField(_("name of the firm"), max_length=120, db_comment="As the inviter wrote it")
    email = models.EmailField(_("e-mail address of the representative"), db_comment="Where the letter went")
    sent_at = models.DateTimeField(db_comment="When it was sent")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who invited"
    )
    expires_on = models.DateField(_("valid until"), db_comment="Last day on which it can be accepted")
    member = models.ForeignKey(
        Member,
        null=True,
        on_delete=models.PROTECT,
        related_name="accepted_invitations",
        db_comment="The membership that came of it",
    )
    status = models.CharField(
        max_length=12, choices=InvitationStatus, default=InvitationStatus.SENT, db_comment="How far it is"
    )

    objects: ClassVar[Any] = OfConsortium.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Invitations of firms that are not registered yet"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            INVITATION_TRANSITIONS.constraint("programs_invitation_status"),
            models.CheckConstraint(
                name="programs_invitation_role",
                condition=Q(role__in=[r for r in MemberRole.values if r != MemberRole.ANCHOR]),
            ),
            models.CheckConstraint(
                name="programs_invitation_number", condition=Q(business_number__regex=r"^[0-9]{10}$")
            ),
            models.UniqueConstraint(
                name="programs_invitation_once",
                fields=["consortium", "business_number"],
                condition=Q(status="SENT"),
            ),
        ]
        triggers: ClassVar = [counts_versions(), INVITATION_TRANSITIONS.trigger()]

    def __str__(self) -> str:
        return f"{self.firm_name} ({self.consortium})"

    def firms(self) -> Any:
        """Return a query for the registered firm with the invited number: at most one."""
        return Firm.objects.filter(business_number=self.business_number)

    def get_absolute_url(self) -> str:
        return reverse("programs:invitation", args=[self.public_id])


class InvitationChange(StatusChange):
    """A step of an invitation."""

    case = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, related_name="changes", db_comment="Which invitation"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of invitations"
