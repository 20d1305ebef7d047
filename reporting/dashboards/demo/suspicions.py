"""What the detectors find in the year, a supplier in the hand of its buyer among it; packs for the state."""

import datetime as dt

from core.jobs.operations import Progress, finish, take
from core.users.models import User
from core.users.operations import create_person
from firms import operations as firms
from firms.closures.operations import import_list
from firms.closures.reading import ListedRow
from firms.models import BusinessState, Firm
from reporting.dashboards.demo.payments import SUPPLIERS
from reporting.dashboards.demo.scene import Scene, on
from reporting.exports import operations as exports
from reporting.signals import operations as signals
from reporting.signals.detectors import DETECTORS
from reporting.signals.facts import Found
from reporting.signals.models import Signal
from reporting.signals.reading import gather
from reporting.signals.terms import terms_on
from reporting.signals.workflow import Status

#: a supplier that sits at the address of a firm which buys from it, and one that closed down
RELATED, CLOSED = "대한산업기계", "한빛조명"


def look(scene: Scene) -> None:
    """A supplier registers, a list of closed businesses comes, the night looks, an officer examines one."""
    buyer = _buyer_from(RELATED)
    at, by = on(11, 16, 9), scene.cast.officer
    firms.register_firm(
        name=RELATED, business_number=SUPPLIERS[RELATED], representative_name=buyer.representative_name,
        sector="C29", region=buyer.region, address="시연용 공급업체 주소", is_stand_in=True,
        by=_newcomer(buyer, at), at=at,
    )  # fmt: skip
    closure = ListedRow(SUPPLIERS[CLOSED], BusinessState.CLOSED, dt.date(2026, 4, 30))
    import_list(
        rows={SUPPLIERS[CLOSED]: closure}, listed_on=dt.date(2026, 11, 15),
        source="국세청 휴폐업 조회 2026-11-15", by=scene.system, at=at,
    )  # fmt: skip
    facts, terms = gather(), terms_on(at.date())
    found: list[Found] = [one for detect in DETECTORS.values() for one in detect(facts, terms)]
    signals.record(found=found, by=scene.system, at=on(11, 17, 3))
    first = Signal.objects.exclude(pattern__in=["RELATED_SUPPLIER", "DEAD_SUPPLIER"]).order_by("pk").first()
    harmless = first or Signal.objects.order_by("-pk")[0]
    signals.examine(
        signal=harmless, outcome=Status.HARMLESS, version=None, by=by, at=on(11, 17, 11),
        finding="견적서, 거래명세서와 현장 사진을 대조하고 공급업체에 전화로 확인함.",
        reason="정상 거래로 확인되어 조치가 필요하지 않음",
    )  # fmt: skip


def _newcomer(buyer: Firm, at: dt.datetime) -> User:
    """Bring in the person who registers the supplier, called like the representative of its buyer."""
    return create_person(email="supplier@supplier.example", name=buyer.representative_name, by=None, at=at)


def _buyer_from(supplier: str) -> Firm:
    """Return a firm that bought from a supplier."""
    return Firm.objects.filter(grants__payment_requests__lines__supplier_name=supplier).order_by("pk")[0]


def hand_over(scene: Scene) -> None:
    """In October the office hands over what was paid until then."""
    _pack(scene, on(10, 12, 10))


def hand_over_again(scene: Scene) -> None:
    """In November it hands over again: what is new, what changed."""
    _pack(scene, on(11, 18, 10))


def _pack(scene: Scene, at: dt.datetime) -> None:
    program, by = scene.call.program, scene.cast.officer
    job = take(exports.request_pack(program=program, step="PAYMENT", by=by, at=at).pk)
    assert job is not None  # noqa: S101 - asked for a line above, and nobody else sees it yet
    made = exports.keep(program=program, step="PAYMENT", progress=Progress(job), by=by, at=at)
    finish(job, {"pack": made.public_id})
