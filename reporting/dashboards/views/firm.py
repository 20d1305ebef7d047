"""A firm's page: who it is, its certificates, its people, its cases, its measures."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q, QuerySet
from django.views.generic import DetailView

from applications.models import Application, AwardCondition, Holder, Objection
from core.ledger.models import Account
from core.ledger.queries import accounts_of
from core.workflow import clock
from disbursements.models import ChangeRequest, EntityAudit, Grant, PassThrough, PaymentRequest
from disbursements.queries.punctuality import owed_by
from disbursements.rules import Punctuality, punctuality
from firms.models import Exposure, Firm, SizeCertificate
from firms.permissions import may_edit_firm, may_manage_members
from firms.queries import people_of, size_of
from measurement.models import Measure
from programs.models import Consortium, Member
from reporting.api.permissions import may_connect
from reporting.claims.queries import claimed_by_lot
from reporting.dashboards.queries import accounts, money, waiting
from reporting.statements.models import Statement
from reporting.tallies.readers import firms_read_by


class FirmView(LoginRequiredMixin, DetailView):
    """Show a firm; people, certificates and cases as far as the reader may see them."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "firm"
    template_name = "dashboards/firm.html"

    def get_queryset(self) -> QuerySet[Firm]:
        """Return the firms this person may see."""
        return Firm.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what the person may see of it."""
        at, user, firm = clock.now(), self.request.user, self.object
        consortia = Consortium.objects.visible_to(user)
        may_edit = may_edit_firm(user, firm, at=at)
        grants = list(Grant.objects.visible_to(user).filter(firm=firm).with_parties())
        lots = accounts.visible_lots(user, at, set(_lots(firm)))
        shares = [a for codes in accounts_of("lot", lots).values() for a in codes.values() if _is_share(a)]
        return super().get_context_data(
            has_own_figures=firms_read_by(user).filter(pk=firm.pk).exists(),
            size=size_of(firm, clock.day(at)),
            today=clock.day(at),
            certificates=SizeCertificate.objects.visible_to(user)
            .filter(firm=firm)
            .select_related("attachment__blob"),
            may_edit=may_edit,
            may_manage=may_manage_members(user, firm, at=at),
            may_connect=may_connect(user, firm, at=at),
            people=people_of(firm, at) if may_edit else [],
            places=Member.objects.filter(firm=firm, consortium__in=consortia).select_related(
                "consortium__program"
            ),
            applications=Application.objects.visible_to(user).filter(firm=firm).select_related("consortium"),
            grants=grants,
            held=Holder.objects.visible_to(user).filter(firm=firm).select_related("application"),
            **money.of_grants(grants),
            on_time=on_time(grants, clock.day(at)),
            audits=EntityAudit.objects.visible_to(user).filter(firm=firm),
            verified_kg=sum(share.balance for share in shares) + sum(claimed_by_lot(lots).values()),
            verified_href=money.together(shares),
            statements=Statement.objects.visible_to(user).filter(firm=firm).with_names(),
            exposures=Exposure.objects.visible_to(user).filter(firm=firm),
            others=waiting.of_others(
                user,
                application=Application.objects.filter(firm=firm).values_list("pk", flat=True),
                condition=AwardCondition.objects.filter(application__firm=firm).values_list("pk", flat=True),
                objection=Objection.objects.filter(application__firm=firm).values_list("pk", flat=True),
                grant=[grant.pk for grant in grants],
                change=ChangeRequest.objects.filter(grant__firm=firm).values_list("pk", flat=True),
                payment=PaymentRequest.objects.filter(grant__firm=firm).values_list("pk", flat=True),
                pass_through=PassThrough.objects.filter(
                    Q(payer__firm=firm) | Q(receiver__firm=firm)
                ).values_list("pk", flat=True),
                statement=Statement.objects.filter(firm=firm).values_list("pk", flat=True),
                audit=EntityAudit.objects.filter(firm=firm).values_list("pk", flat=True),
            ),
            measures=Measure.objects.visible_to(user).filter(firm=firm).select_related("technology"),
            **kwargs,
        )


def _lots(firm: Firm) -> QuerySet[Any]:
    return Statement.objects.filter(firm=firm).values_list("pk", flat=True)


def on_time(grants: Iterable[Grant], today: dt.date) -> list[tuple[Grant, Punctuality]]:
    """Return how promptly a firm passed on what came with each grant; nothing of those that owed nothing."""
    by_id = {grant.pk: grant for grant in grants}
    owed = owed_by(by_id.values())
    return [(by_id[pk], punctuality(owing, today)) for pk, owing in owed.items() if owing]


def _is_share(account: Account) -> bool:
    return account.code.startswith("share:")
