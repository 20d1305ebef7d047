"""What of this room goes with a case that passes to another firm (applications.following)."""

from typing import Any

from django.db.models import Q

from applications.following import declare
from applications.models import Application
from disbursements.announcements import GRANT, PASS_THROUGH, PAYMENT
from disbursements.announcements.assets import ASSET, ASSET_REPORT
from disbursements.announcements.changes import CHANGE
from disbursements.announcements.inspections import FINDING
from disbursements.announcements.pledges import PLEDGE_GIFT
from disbursements.announcements.settlements import SETTLEMENT
from disbursements.models import (
    Asset,
    AssetReport,
    ChangeRequest,
    Finding,
    Grant,
    PassThrough,
    PaymentRequest,
    PledgeGift,
    Settlement,
)


def declare_following() -> None:
    """Declare the grant, what was asked for under it, and the money passed on to or from it."""
    declare(GRANT, lambda case: _ids(Grant.objects.filter(application=case)))
    declare(PAYMENT, lambda case: _ids(PaymentRequest.objects.filter(grant__application=case)))
    declare(CHANGE, lambda case: _ids(ChangeRequest.objects.filter(grant__application=case)))
    declare(SETTLEMENT, lambda case: _ids(Settlement.objects.filter(grant__application=case)))
    declare(PLEDGE_GIFT, lambda case: _ids(PledgeGift.objects.filter(grant__application=case)))
    declare(PASS_THROUGH, lambda case: _ids(_passed(case)))
    declare(ASSET, lambda case: _ids(Asset.objects.filter(grant__application=case)))
    declare(ASSET_REPORT, lambda case: _ids(AssetReport.objects.filter(asset__grant__application=case)))
    declare(FINDING, lambda case: _ids(Finding.objects.filter(inspection__grant__application=case)))


def _passed(case: Application) -> Any:
    return PassThrough.objects.filter(Q(payer__application=case) | Q(receiver__application=case))


def _ids(found: Any) -> Any:
    return found.order_by("pk").values_list("pk", flat=True)
