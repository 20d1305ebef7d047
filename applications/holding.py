"""A case as another firm's: what it would be in its hands. Reads only; nothing of it is ever saved."""

import datetime as dt

from applications.arithmetic import Computed, compute, must_hand_on
from applications.models import Application
from core.workflow import clock
from firms.models import Firm
from firms.queries import size_of


def as_held_by(application: Application, firm: Firm, at: dt.datetime) -> Application:
    """Return the case as it would be in the firm's hands: by its own size, as proven on the day."""
    case = Application.objects.select_related("call__program", "consortium", "parent").get(pk=application.pk)
    certificate = size_of(firm, clock.day(at))
    case.firm, case.frozen_certificate = firm, certificate
    case.frozen_size_class = certificate.size_class if certificate else ""
    return case


def computed_as_held_by(application: Application, firm: Firm, at: dt.datetime) -> Computed:
    """
    Return what the rules of the case's day give for it in the firm's hands, its caps included.

    What is handed on below stays what it is: the firms below stay linked under the case.

    :raises NoCertificate: if the firm's size is not proven on the day.
    """
    case = as_held_by(application, firm, at)
    return compute(case, at, hands_on=must_hand_on(application))
