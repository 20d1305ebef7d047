"""`manage.py enter_assets`: entries of the register for equipment paid before there was a register."""

from typing import Any

from django.core.management.base import BaseCommand

from core.users.queries import system_user
from core.workflow import clock
from disbursements.models import AssetLine, PaymentRequest
from disbursements.operations import register_assets
from disbursements.queries.assets import paid_equipment


class Command(BaseCommand):
    """Enter what is missing, each payment for itself; a second time finds nothing to do."""

    help = "Enters equipment that was paid and has no asset, and asks its firm to complete the entry."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many assets were entered."""
        entered = AssetLine.objects.filter(taken_off_at__isnull=True).values("line")
        missing = paid_equipment().exclude(pk__in=entered).values("request")
        by, at, count = system_user(), clock.now(), 0
        for payment in PaymentRequest.objects.filter(pk__in=missing).order_by("pk"):
            count += len(register_assets(payment=payment, by=by, at=at))
        if count:
            self.stdout.write(f"{count} entered in the register of assets.")
