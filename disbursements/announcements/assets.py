"""Telling who completes an asset, reports on it, recommends and decides. Called within operations."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import Addressee, close_items, close_keys, firm, office, open_item
from core.inbox.registry import FIRMS, OFFICES
from core.users.models import Role, User
from disbursements.announcements import GRANTS
from disbursements.models import Asset, AssetReport, AssetRequest
from programs.addressees import offices_of, those_who_handle

ASSET, ASSET_REPORT, ASSET_REQUEST = "asset", "asset_report", "asset_request"


def declare_kinds() -> None:
    """Declare the kinds of inbox items of assets, their words and where they lead."""
    page, request = "disbursements:asset", "disbursements:asset_request"
    program = "grant__consortium__program"
    GRANTS.about(ASSET, page=page, offices=offices_of(Asset, program))
    GRANTS.about(ASSET_REPORT, offices=offices_of(AssetReport, f"asset__{program}"))
    GRANTS.about(ASSET_REQUEST, page=request, offices=offices_of(AssetRequest, f"asset__{program}"))
    GRANTS.declare("complete_asset", _("Complete the entry of the equipment that was paid"), page, FIRMS)
    GRANTS.declare(
        "report_asset", _("Report on the equipment for the half-year"), "disbursements:asset_report", FIRMS,
        is_legal=True,
    )  # fmt: skip
    GRANTS.declare(
        "recommend_disposal", _("Look at what a firm wants to do with an asset"), request, OFFICES,
        within_days=14,
    )  # fmt: skip
    GRANTS.declare(
        "decide_disposal", _("Decide on a request about an asset"), request, OFFICES, within_days=14
    )
    GRANTS.declare(
        "propose_return", _("Recover what an approved disposal gives back"), request, OFFICES, within_days=14
    )
    GRANTS.declare(
        "disposal_approved", _("Your request about an asset was approved"), request, FIRMS, is_legal=True
    )
    GRANTS.declare(
        "disposal_refused", _("Your request about an asset was refused"), request, FIRMS, is_legal=True
    )


def asset_registered(asset: Asset, *, at: dt.datetime) -> None:
    """Ask the firm for what it alone knows of the asset."""
    open_item(
        key=f"complete_asset:{asset.pk}", kind="complete_asset", subject=asset, subject_kind=ASSET,
        about=f"{asset.firm} · {asset}", to=firm(asset.grant.firm_id), at=at, due_on=asset.due_on,
    )  # fmt: skip


def asset_completed(asset: Asset, *, by: User, at: dt.datetime) -> None:
    """Take the entry out of the firm's inbox."""
    close_items(subject_kind=ASSET, subject_id=asset.pk, kinds={"complete_asset"}, by=by, at=at)


def report_due(report: AssetReport, *, at: dt.datetime) -> None:
    """Ask the firm for the report of a half-year."""
    open_item(
        key=f"report_asset:{report.pk}", kind="report_asset", subject=report, subject_kind=ASSET_REPORT,
        about=f"{report.asset.firm} · {report}", to=firm(report.asset.grant.firm_id), at=at,
        due_on=report.due_on,
    )  # fmt: skip


def reported(report: AssetReport, *, by: User, at: dt.datetime) -> None:
    """Take the report out of the firm's inbox."""
    close_keys(f"report_asset:{report.pk}", by=by, at=at)


def disposal_requested(request: AssetRequest, *, at: dt.datetime) -> None:
    """Put a request before those who handle the case."""
    for n, to in enumerate(those_who_handle(request.asset.grant.consortium.program)):
        _ask(request, "recommend_disposal", f"recommend_disposal:{request.pk}:{n}", to, at)


def disposal_recommended(request: AssetRequest, *, by: User, at: dt.datetime) -> None:
    """Put a request before whoever decides."""
    nobody_waits(request, by=by, at=at)
    to = office(request.asset.grant.consortium.program.office_id, Role.APPROVING_OFFICER)
    _ask(request, "decide_disposal", f"decide_disposal:{request.pk}", to, at)


def disposal_decided(request: AssetRequest, *, by: User, at: dt.datetime) -> None:
    """Tell the firm what was decided, and the officers what is to be recovered."""
    nobody_waits(request, by=by, at=at)
    open_item(
        key=f"disposal_decided:{request.pk}",
        kind="disposal_approved" if request.status == "APPROVED" else "disposal_refused",
        subject=request, subject_kind=ASSET_REQUEST, about=f"{request.asset.firm} · {request}",
        to=firm(request.asset.grant.firm_id), at=at, is_notice=True,
    )  # fmt: skip
    if request.to_return_won:
        for n, to in enumerate(those_who_handle(request.asset.grant.consortium.program)):
            _ask(request, "propose_return", f"propose_return:{request.pk}:{n}", to, at)


def nobody_waits(request: AssetRequest, *, by: User, at: dt.datetime) -> None:
    """Take a request out of every inbox."""
    close_items(subject_kind=ASSET_REQUEST, subject_id=request.pk, by=by, at=at)


def _ask(request: AssetRequest, kind: str, key: str, to: Addressee, at: dt.datetime) -> None:
    about = f"{request.asset.firm} · {request}"
    open_item(key=key, kind=kind, subject=request, subject_kind=ASSET_REQUEST, about=about, to=to, at=at)
