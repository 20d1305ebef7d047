"""What the filters of lists offer: programmes and consortia that the reader may see."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from programs.models import Consortium, Program


def programs_of(request: HttpRequest) -> QuerySet[Program]:
    """Return the programmes the reader may see, practice ones last."""
    return Program.objects.visible_to(request.user)


def consortia_of(request: HttpRequest) -> QuerySet[Consortium]:
    """Return the consortia the reader may see, by name."""
    seen: Any = Consortium.objects.visible_to(request.user)
    return seen.order_by("name", "pk")
