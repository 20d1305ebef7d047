"""Who publishes, under which identifiers and licence: the deployment's settings and its offices."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.users.models import Office
from reporting.register import public

#: list of identifiers to which a business registration number belongs (org-id.guide)
BUSINESS_NUMBERS = "KR-BRN"
#: major and minor number of the 360Giving Data Standard that is written
VERSION = "1.4"


@dataclass(frozen=True)
class Organisation:
    """A firm or an office as the file names it; the region is where a firm has its head office, as a code."""

    id: str
    name: str
    region: str = ""


@dataclass(frozen=True)
class Publication:
    """Who publishes, under which prefix and licence, where."""

    prefix: str
    publisher: Organisation
    licence: str
    download_url: str
    access_url: str

    def own_id(self, name: str) -> str:
        """Return the identifier of something that has only ours: a grant, a payment, an office."""
        return f"{self.prefix}-{name}"


def current() -> Publication | None:
    """Return what this deployment publishes as; None before there is a public programme."""
    office = _publisher()
    if office is None:
        return None
    return Publication(
        prefix=settings.OPEN_DATA_PREFIX,
        publisher=office_named(office.code, _name(office)),
        licence=settings.OPEN_DATA_LICENCE,
        download_url=f"{settings.PUBLIC_URL}{reverse('opendata:grants')}",
        access_url=f"{settings.PUBLIC_URL}{reverse('opendata:about')}",
    )


def firm_named(business_number: str, name: str, region: str = "") -> Organisation:
    """Return a firm under its business registration number."""
    return Organisation(f"{BUSINESS_NUMBERS}-{business_number}", name, region)


def office_named(code: str, name: str) -> Organisation:
    """Return an office under the identifier that the deployment gave it, else under our prefix."""
    known = settings.OPEN_DATA_OFFICE_IDS.get(code)
    return Organisation(known or f"{settings.OPEN_DATA_PREFIX}-{code}", name)


def _publisher() -> Office | None:
    """Return the office that the deployment names; where it names none, the first with a public programme."""
    offices = Office.objects.order_by("pk")
    if settings.OPEN_DATA_PUBLISHER:
        return offices.filter(code=settings.OPEN_DATA_PUBLISHER).first()
    return offices.filter(pk__in=public.programs().order_by().values("office")).first()


def _name(office: Office) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return str(office)
