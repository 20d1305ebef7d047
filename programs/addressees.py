"""Who in the offices acts next on a programme's cases."""

from core.inbox.operations import Addressee, office
from core.users.models import Role
from programs.models import Program


def those_who_handle(program: Program) -> list[Addressee]:
    """Address everybody who may handle the case: the ministry's and the agency's officers."""
    everybody = [office(program.office_id, Role.OFFICER)]
    if program.agency_id:
        everybody.append(office(program.agency_id, Role.AGENCY_OFFICER))
    return everybody
