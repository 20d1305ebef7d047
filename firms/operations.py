"""Registering a firm, keeping its record, proving its size, adding clerks."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.inbox.operations import open_item, person
from core.ui.formats import business_number as with_hyphens
from core.users.models import Role, User
from core.users.operations import assign_role
from core.users.permissions import require
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.operations import only_once, operation
from firms import permissions, rules
from firms.models import Exposure, Firm, Membership, Regulation, SizeCertificate
from firms.refusals import (
    ActsForAnOffice,
    AlreadyActsForFirm,
    ExposureDates,
    ExposureEnded,
    ExposureExists,
    FirmAlreadyRegistered,
    InvalidCertificate,
    ProductNameMissing,
)


@operation
def register_firm(
    *,
    name: str,
    business_number: str,
    corporate_number: str = "",
    representative_name: str,
    sector: str,
    region: str,
    address: str,
    is_in_trading_scheme: bool = False,
    is_stand_in: bool = False,
    by: User,
    at: dt.datetime,
) -> Firm:
    """
    Register a firm; whoever registers it becomes its representative.

    `is_in_trading_scheme`: whether it is allotted allowances; some programmes exclude such firms.

    :raises InvalidBusinessNumber, InvalidCorporateNumber, InvalidSector: as `firms.rules` does.
    :raises FirmAlreadyRegistered: if the number belongs to a firm that is registered.
    """
    require(permissions.may_register_firm, by, None, at=at)
    number = rules.check_business_number(business_number)
    firm = _create(
        name=name.strip(),
        business_number=number,
        corporate_number=rules.check_corporate_number(corporate_number),
        representative_name=representative_name.strip(),
        sector=rules.check_sector(sector),
        region=region,
        address=address.strip(),
        is_in_trading_scheme=is_in_trading_scheme,
        is_stand_in=is_stand_in,
        registered_at=at,
        registered_by=by,
    )
    _add_member(firm, by, Role.REPRESENTATIVE, by, at)
    return firm


def _create(**columns: object) -> Firm:
    """Insert the firm; of two people who register one number at once, one is refused by the database."""
    number = with_hyphens(str(columns["business_number"]))
    with only_once("business_number", FirmAlreadyRegistered(field="business_number", number=number)):
        return Firm.objects.create(**columns)


def _add_member(firm: Firm, user: User, role: Role, by: User, at: dt.datetime) -> Membership:
    assignment = assign_role(
        user=user,
        role=role,
        scope_kind=ScopeKind.FIRM,
        scope_id=firm.pk,
        valid_from=clock.day(at),
        by=by,
        at=at,
    )
    return Membership.objects.create(firm=firm, user=user, assignment=assignment)


@operation
def edit_firm(
    *,
    firm: Firm,
    version: int,
    name: str | None = None,
    corporate_number: str | None = None,
    representative_name: str | None = None,
    sector: str | None = None,
    region: str | None = None,
    address: str | None = None,
    is_in_trading_scheme: bool | None = None,
    by: User,
    at: dt.datetime,
) -> Firm:
    """
    Change the record of a firm; what is None stays. The business number is the firm and never changes.

    :raises StaleVersion: if somebody changed the record since `version` was read.
    :raises InvalidCorporateNumber, InvalidSector: as `firms.rules` does.
    """
    firm = Firm.objects.lock(firm.pk, version)
    require(permissions.may_edit_firm, by, firm, at=at)
    given = {
        "name": name,
        "corporate_number": None
        if corporate_number is None
        else rules.check_corporate_number(corporate_number),
        "representative_name": representative_name,
        "sector": None if sector is None else rules.check_sector(sector),
        "region": region,
        "address": address,
    }
    changed: dict[str, str | bool] = {
        column: value.strip() for column, value in given.items() if value is not None
    }
    if is_in_trading_scheme is not None:
        changed["is_in_trading_scheme"] = is_in_trading_scheme
    for column, value in changed.items():
        setattr(firm, column, value)
    firm.save(update_fields=sorted(changed))
    firm.refresh_from_db(fields=["version"])
    return firm


@operation
def add_certificate(
    *,
    firm: Firm,
    size_class: str,
    number: str,
    issued_on: dt.date,
    valid_until: dt.date,
    attachment: Attachment | None = None,
    by: User,
    at: dt.datetime,
) -> SizeCertificate:
    """
    Add a dated proof of the firm's size class; earlier ones stay as they are.

    :raises InvalidCertificate: if it ends before it was issued, or is issued after today.
    """
    firm = Firm.objects.lock(firm.pk)
    require(permissions.may_edit_firm, by, firm, at=at)
    if valid_until < issued_on:
        raise InvalidCertificate(field="valid_until")
    if issued_on > clock.day(at):
        raise InvalidCertificate(
            _("The day of issue lies in the future. Look at the date again."), field="issued_on"
        )
    if attachment is not None:
        attachment = attach(
            attachment=attachment, owner_kind="firm", owner_id=firm.pk, purpose="certificate", by=by, at=at
        )
    return SizeCertificate.objects.create(
        firm=firm,
        size_class=size_class,
        number=number.strip(),
        issued_on=issued_on,
        valid_until=valid_until,
        attachment=attachment,
        recorded_at=at,
        recorded_by=by,
    )


@operation
def add_clerk(*, firm: Firm, user_email: str, name: str, by: User, at: dt.datetime) -> Membership:
    """
    Let a person act for the firm as a clerk; somebody unknown gets an account without a password.

    :raises AlreadyActsForFirm: if the person acts for the firm already.
    :raises ActsForAnOffice: if the person is an official, a reviewer, a verifier or an auditor.
    """
    firm = Firm.objects.lock(firm.pk)
    require(permissions.may_manage_members, by, firm, at=at)
    email = User.objects.normalize_email(user_email.strip()).lower()
    user = User.objects.filter(email__iexact=email).first() or _newcomer(email, name.strip(), by)
    if permissions.works_for_an_office(user, at=at):
        raise ActsForAnOffice(field="user_email", email=email)
    if Membership.objects.filter(firm=firm, user=user).exists():
        raise AlreadyActsForFirm(field="user_email", person=str(user))
    membership = _add_member(firm, user, Role.CLERK, by, at)
    open_item(
        key=f"clerk_added:{membership.pk}",
        kind="clerk_added",
        subject=firm,
        subject_kind="firm",
        about=firm.name,
        to=person(user),
        at=at,
        is_notice=True,
    )
    return membership


def _newcomer(email: str, name: str, by: User) -> User:
    """Return a new person, who chooses a password over “Forgot your password?” before the first sign-in."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email, None, name=name, language=by.language)
    except IntegrityError:  # another firm added the same person at this moment
        return User.objects.get(email=email)


@operation
def record_exposure(
    *,
    firm: Firm,
    regulation: str,
    product: str,
    hs_code: str = "",
    since: dt.date,
    by: User,
    at: dt.datetime,
) -> Exposure:
    """
    Write down an export rule that the firm meets with a product, itself or through its customers.

    `hs_code` is the product's customs code; digits are kept.

    :raises ProductNameMissing, InvalidHsCode, ExposureDates: naming what does not fit.
    :raises ExposureExists: if that rule with that product is on record and has not ended.
    """
    firm = Firm.objects.lock(firm.pk)
    require(permissions.may_edit_firm, by, firm, at=at)
    rule, name = Regulation(regulation), " ".join(product.split())
    if not name:
        raise ProductNameMissing(field="product")
    code = rules.check_hs_code(hs_code)
    if since > clock.day(at):
        raise ExposureDates(since=f"{since:%Y-%m-%d}", field="since")
    if firm.exposures.present().filter(regulation=rule, product=name).exists():
        raise ExposureExists(regulation=rule.label, product=name, field="product")
    return Exposure.objects.create(firm=firm, regulation=rule.value, product=name, hs_code=code, since=since)


@operation
def end_exposure(*, exposure: Exposure, ended_on: dt.date, by: User, at: dt.datetime) -> Exposure:
    """
    Write down the last day on which the firm meets an export rule; what was counted until then stays.

    :raises ExposureEnded: if it has ended already.
    :raises ExposureDates: if that day lies before it began, or in the future.
    """
    exposure = Exposure.objects.lock(exposure.pk)
    require(permissions.may_edit_exposure, by, exposure, at=at)
    if exposure.ended_on:
        raise ExposureEnded(day=f"{exposure.ended_on:%Y-%m-%d}")
    if not exposure.since <= ended_on <= clock.day(at):
        raise ExposureDates(since=f"{exposure.since:%Y-%m-%d}", field="ended_on")
    exposure.ended_on = ended_on
    exposure.save(update_fields=["ended_on"])
    return exposure
