"""The stage of the demo: its people, its clock, and what several acts need."""

import datetime as dt

from applications.models import Application
from core.evidence.models import Attachment
from core.users.models import User
from disbursements.models import Grant
from firms import operations as firms
from firms.models import Firm, SizeClass
from measurement.models import Measure
from programs import operations as programs
from programs.deadline import SEOUL
from programs.models import Call, Consortium, Member, Technology
from reporting.dashboards.demo.papers import paper

#: valid by their check digit, and of nobody: the demo's partner firms are not public
STAND_IN_NUMBERS = {
    "anchor@anchor.example": "9000000016",
    "tier1@tier1.example": "9000000020",
    "tier2@tier2.example": "9000000035",
}


def on(month: int, day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """Return a moment of 2026 in Seoul."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


class Scene:
    """Who and what the acts share; each act adds what it made."""

    anchor: Firm
    tier1: Firm
    tier2: Firm
    consortium: Consortium
    tier1_member: Member
    application: Application
    grant: Grant
    linked: Grant
    measure1: Measure
    measure2: Measure

    def __init__(self, call: Call, people: dict[str, User], system: User) -> None:
        self.call, self.system = call, system
        self.officer, self.approver = people["officer@office.example"], people["approver@office.example"]
        self.verifier = people["verifier@verify.example"]
        self.anchor_rep = people["anchor@anchor.example"]
        self.tier1_rep, self.tier1_clerk = people["tier1@tier1.example"], people["clerk@tier1.example"]
        self.tier2_rep, self.tier2_clerk = people["tier2@tier2.example"], people["clerk@tier2.example"]
        self.technology = Technology.objects.get(program=call.program, code="air_compressor")

    def firm(
        self, rep: User, name: str, person: str, sector: str, region: str, size: str, at: dt.datetime
    ) -> Firm:
        """Register a firm with a stand-in number and hand in its certificate."""
        firm = firms.register_firm(
            name=name,
            business_number=STAND_IN_NUMBERS[rep.email],
            representative_name=person,
            sector=sector,
            region=region,
            address="시연용 주소",
            is_stand_in=True,
            by=rep,
            at=at,
        )
        proof = self.paper(
            "기업규모 확인서", {"업체명": name, "구분": str(SizeClass(size).label)}, "확인서.pdf", rep, at
        )
        firms.add_certificate(
            firm=firm,
            size_class=size,
            number=f"DEMO-{firm.business_number}",
            issued_on=dt.date(2026, 1, 5),
            valid_until=dt.date(2027, 3, 31),
            attachment=proof,
            by=rep,
            at=at,
        )
        return firm

    def bring_in(
        self, firm: Firm, upstream: Member, host: User, guest: User, asked: dt.datetime, joined: dt.datetime
    ) -> Member:
        """Invite a firm below `upstream` and let it join."""
        member = programs.invite_member(
            consortium=self.consortium, firm=firm, upstream=upstream, by=host, at=asked
        )
        return programs.join(member=member, by=guest, at=joined)

    def paper(
        self, title: str, lines: dict[str, str], filename: str, by: User, at: dt.datetime
    ) -> Attachment:
        """Print a paper and hand it in."""
        return paper(title, list(lines.items()), filename=filename, by=by, at=at)
