"""Who in the offices acts next on a programme's cases."""

from collections.abc import Callable, Collection
from typing import Any

from core.inbox.operations import Addressee, office
from core.inbox.registry import Offices
from core.users.models import Role
from programs.models import Program


def those_who_handle(program: Program) -> list[Addressee]:
    """Address everybody who may handle the case: the ministry's and the agency's officers."""
    everybody = [office(program.office_id, Role.OFFICER)]
    if program.agency_id:
        everybody.append(office(program.agency_id, Role.AGENCY_OFFICER))
    return everybody


def offices_of(model: Any, program: str) -> Callable[[Collection[int]], dict[int, Offices]]:
    """Return what tells {id: (ministry, agency)} of many cases; `program` is the way from one to it."""
    way = f"{program}__" if program else ""

    def offices(ids: Collection[int]) -> dict[int, Offices]:
        rows = model.objects.filter(pk__in=ids).values_list("pk", f"{way}office", f"{way}agency")
        return {pk: (ministry, agency) for pk, ministry, agency in rows}

    return offices
