"""Registering a consortium."""

import datetime as dt

from django.db import IntegrityError, transaction

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from firms.models import Firm
from firms.queries import size_of
from programs import permissions
from programs.covenant import one_line
from programs.deadline import require_open
from programs.models import Call, Consortium, Member, MemberRole, MemberStatus, SupportModel
from programs.refusals import AlreadyRegistered, NameTaken, NoCertificate
from programs.refusals.consortia import KindNotForModel


@operation
def register_consortium(
    *,
    call: Call,
    anchor: Firm,
    support_model: SupportModel,
    name: str,
    pass_through_kind: str = "",
    is_stand_in: bool = False,
    by: User,
    at: dt.datetime,
) -> Consortium:
    """
    Register a consortium that will answer the call, with its anchor as the first member.

    `pass_through_kind` is the legal kind of money passed on, where the support model passes any on; empty
    takes the programme's usual one.

    :raises CallNotOpen, CallClosed: if plans are not taken at that moment.
    :raises NoCertificate: if the anchor's size is not proven on that day.
    :raises KindNotForModel: if a legal kind is named and the support model passes no money on.
    :raises AlreadyRegistered: if the anchor leads a consortium of this call.
    :raises NameTaken: if another consortium of the programme has this name.
    """
    call = Call.objects.select_related("program").get(pk=call.pk)
    require(permissions.may_register, by, anchor, at=at)
    require_open(call.opens_at, call.plan_deadline, at)
    if size_of(anchor, clock.day(at)) is None:
        raise NoCertificate(field="anchor", firm=anchor.name)
    consortium = _create(
        Consortium(
            program=call.program,
            call=call,
            support_model=support_model,
            pass_through_kind=_kind(call, support_model, pass_through_kind),
            anchor=anchor,
            name=one_line(name),
            is_stand_in=is_stand_in,
            registered_at=at,
            registered_by=by,
        )
    )
    Member.objects.create(
        consortium=consortium, firm=anchor, role=MemberRole.ANCHOR, tier=0, status=MemberStatus.JOINED
    ).begin(by=by, at=at)
    return consortium


def _kind(call: Call, support_model: SupportModel, asked: str) -> str:
    """Return the legal kind of money passed on, empty where none is."""
    if support_model.passes_money_on:
        return asked or str(call.program.pass_through_kind)
    if asked:
        raise KindNotForModel(field="pass_through_kind", model=support_model.name)
    return ""


def _create(consortium: Consortium) -> Consortium:
    """Insert the consortium; the database says which rule it breaks, if any."""
    try:
        with transaction.atomic():
            consortium.save()
    except IntegrityError as error:
        if "programs_consortium_anchor" in str(error):
            before = Consortium.objects.get(call=consortium.call, anchor=consortium.anchor)
            raise AlreadyRegistered(
                field="anchor", firm=consortium.anchor.name, consortium=before.name
            ) from error
        if "programs_consortium_name" in str(error):
            raise NameTaken(field="name", name=consortium.name) from error
        raise
    return consortium
