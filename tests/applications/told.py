"""What waits for whom about a case, and who was told at once."""

from applications.models import Application
from core.inbox.models import Item
from core.jobs.models import Job


def waiting(case: Application) -> list[tuple[str, str]]:
    """Return (kind, role) of what waits about the case, notices left out."""
    found = Item.objects.open().filter(subject_kind="application", subject_id=case.pk, is_notice=False)
    return list(found.values_list("kind", "role"))


def mailed(kind: str) -> bool:
    """Say whether anybody was told of items of a kind at once, beside the letter about the decision."""
    items = list(Item.objects.filter(kind=kind).values_list("pk", flat=True))
    return Job.objects.filter(kind="inbox_email", payload__item_id__in=items).exists()
