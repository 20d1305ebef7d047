"""
The words of the file, in the office's first language.

They are put together before the first record is written: between two records the thread may serve anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from firms.regions import Region
from programs.models import GrantKind


@dataclass(frozen=True)
class Texts:
    """Every word that the file says of its own, and names of codes."""

    title: str
    about: str
    country: str
    kind_vocabulary: str
    kinds: Mapping[str, str]
    kinds_told: Mapping[str, str]
    regions: Mapping[str, str]
    hands_on: Mapping[str, str]
    own_part: str
    regrant_part: str
    own_taken_back: str
    regrant_taken_back: str


def texts() -> Texts:
    """Return the words of the file."""
    with translation.override(settings.LANGUAGE_CODE):
        return Texts(
            title=_("disclosed grants"),
            about=_about(),
            country=_("Republic of Korea"),
            kind_vocabulary=_("Legal kind of the grant"),
            kinds={kind.value: str(kind.label) for kind in GrantKind},
            kinds_told=_kinds_told(),
            regions={region.value: str(region.label) for region in Region},
            hands_on=_hands_on(),
            own_part=_("For what the recipient itself buys"),
            regrant_part=_("To be handed on as grants of their own"),
            own_taken_back=_("Taken back of what was for the recipient itself"),
            regrant_taken_back=_("Taken back of what was to be handed on"),
        )


def _about() -> str:
    return _(
        "Every grant that must be disclosed, one record each. A grant that its recipient hands on in part "
        "stands here in full; what was handed on stands again as a grant of its own, of the funding type "
        "INDIRECT, with that recipient as funder and the grant it came from under relatedActivity. To count "
        "every won once, add only the grants of the type SUBSIDY, or take off each grant the indirect "
        "subsidies right below it. Private contributions (CONTRIBUTION) are firms' own money and no subsidy."
    )


def _kinds_told() -> Mapping[str, str]:
    """Return what the description of a record says of each kind of grant."""
    return {
        GrantKind.SUBSIDY: _("Subsidy for reducing greenhouse gas emissions at the recipient."),
        GrantKind.INDIRECT: _(
            "Indirect subsidy: subsidy money that the recipient of the grant under relatedActivity hands on. "
            "It is part of that grant's amount; the two are not to be added."
        ),
        GrantKind.CONTRIBUTION: _(
            "Private contribution: the funder's own money, given in return for the grant under "
            "relatedActivity. It is no subsidy and not to be added to any."
        ),
    }


def _hands_on() -> Mapping[str, str]:
    """Return what the description adds for each code of the regrant types we use."""
    return {
        "": "",
        "FRG020": _("The whole amount is handed on to firms below, as grants of their own."),
        "FRG070": _("A part of the amount is handed on to firms below, as grants of their own."),
    }
