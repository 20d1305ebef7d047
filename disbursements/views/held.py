"""What a firm held before another took it over: the case up to that moment, and nothing after it."""

from typing import Any

from django.db.models import QuerySet, Sum

from applications.models import Holder, Letter
from disbursements import wording
from disbursements.changes.versions import terms_of_version
from disbursements.models import ChangeRequest, Grant, PassThrough, PaymentLine
from disbursements.views.pages import CaseView
from disbursements.workflow import PassThroughStatus, PaymentStatus


class HeldView(CaseView):
    """
    A page to read only, for the people of the firm that handed over, and for the office.

    Everything on it is dated, and later than the hand-over is nothing: what the next firm does is its own.
    """

    model = Holder
    template_name = "disbursements/held.html"

    def get_queryset(self) -> QuerySet[Holder]:
        return Holder.objects.visible_to(self.request.user).select_related("firm", "application")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        holder: Any = self.object
        grant = Grant.objects.with_parties().get(application=holder.application_id)
        paid = grant.payment_requests.filter(
            status=PaymentStatus.CONFIRMED, confirmed_at__gte=holder.at, confirmed_at__lt=holder.until_at
        )
        changes = ChangeRequest.objects.filter(
            grant=grant, firm=holder.firm_id, requested_at__lt=holder.until_at
        )
        handed_over = changes.filter(decided_at=holder.until_at).first()
        return super().get_context_data(
            grant=grant,
            terms=terms_of_version(grant, (handed_over.revision or 1) - 1) if handed_over else [],
            payments=paid.order_by("pk"),
            paid_won=paid.aggregate(won=Sum("payable_won"))["won"] or 0,
            passed_won=_passed_on(grant, holder),
            lines=PaymentLine.objects.standing()
            .filter(request__in=paid)
            .select_related("cost_item", "request")
            .order_by("pk"),
            change_requests=changes.order_by("-pk"),
            letters=Letter.objects.visible_to(self.request.user).filter(
                application=holder.application_id, at__lte=holder.until_at
            ),
            entries=[
                one for one in wording.history(grant, wording.GRANT_SENTENCES) if one.at < holder.until_at
            ],
            **kwargs,
        )


def _passed_on(grant: Grant, holder: Any) -> int:
    """Return what the firm passed on to firms below while it held the grant, won: what arrived."""
    passed = PassThrough.objects.filter(
        payer=grant,
        status=PassThroughStatus.CONFIRMED,
        recorded_at__gte=holder.at,
        recorded_at__lt=holder.until_at,
    )
    return passed.aggregate(won=Sum("amount_won"))["won"] or 0
