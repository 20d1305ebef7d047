"""Who appears in the demo. Passwords exist only on the servers that the project starts for itself."""

import datetime as dt
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.users.models import Office, Role, User
from core.users.operations import assign_role, create_person
from core.users.scopes import ScopeKind

PASSWORD = "partnership-2026"  # noqa: S105 - printed by ./run; no deployment ever has it


class Sign(NamedTuple):
    """One demo sign-in: address, name, what the person is."""

    email: str
    name: str
    part: object
    role: str | None = None


OFFICIALS = (
    Sign("officer@office.example", "김서연", _("Ministry officer"), Role.OFFICER),
    Sign("approver@office.example", "박정우", _("Approving officer"), Role.APPROVING_OFFICER),
    Sign("payer@office.example", "조은비", _("Paying officer"), Role.PAYING_OFFICER),
    Sign("lead@office.example", "문경호", _("Head of the office"), Role.OFFICE_LEAD),
    Sign("agency@office.example", "이수진", _("Delegated agency officer"), Role.AGENCY_OFFICER),
    Sign("reviewer@expert.example", "최은영", _("Expert reviewer"), Role.REVIEWER),
    Sign("verifier@verify.example", "정하늘", _("GHG verifier"), Role.VERIFIER),
    Sign("auditor@audit.example", "한지민", _("Auditor"), Role.AUDITOR),
)
#: representatives of the anchors, by the key of their consortium
ANCHORS = {
    "hyundai-kia": Sign("anchor@anchor.example", "강민호", _("Anchor firm, chain support")),
    "samsung": Sign("samsung@anchor.example", "조성민", _("Anchor firm, synergy connection")),
    "lg": Sign("lg@anchor.example", "임지현", _("Anchor firm, synergy connection")),
    "sk-hynix": Sign("sk-hynix@anchor.example", "송재혁", _("Anchor firm, synergy connection")),
    "hl-mando": Sign("hl-mando@anchor.example", "황보람", _("Anchor firm, synergy connection")),
    "hd-ksoe": Sign("hd-ksoe@anchor.example", "안도윤", _("Anchor firm, performance utilisation")),
    "posco": Sign("posco@anchor.example", "유태양", _("Anchor firm, downstream support")),
    "stand-in": Sign("eighth@anchor.example", "권나래", _("Anchor firm, chain of indirect subsidy")),
}
#: representatives of partners whose part is worth a sign-in of its own, by the partner's number
PARTNERS = {
    1: Sign("tier1@tier1.example", "윤서준", _("Tier-1 firm: representative")),
    4: Sign("tier2@tier2.example", "문도현", _("Tier-2 firm: representative")),
    6: Sign("tier3@tier3.example", "배지훈", _("Tier-3 firm: representative")),
    3: Sign("overdue@partner.example", "노현우", _("Tier-1 firm that owes a contribution")),
    16: Sign("awarded@partner.example", "남궁선", _("Firm with an award to accept")),
    17: Sign("shared@partner.example", "고은채", _("Shared supplier of two anchors")),
    22: Sign("surplus@partner.example", "서다인", _("Firm of the performance model")),
    24: Sign("customer@partner.example", "전우진", _("Customer of the downstream model")),
    27: Sign("indirect1@partner.example", "민경수", _("Tier 1 of the indirect chain")),
    28: Sign("indirect2@partner.example", "장미르", _("Tier 2 of the indirect chain")),
    29: Sign("indirect3@partner.example", "신해솔", _("Tier 3 of the indirect chain")),
    30: Sign("indirect4@partner.example", "오가온", _("Tier 4 of the indirect chain")),
}
#: the consulting body goes by a number that no partner has
BODY = 101
BODIES = {BODY: Sign("consultant@body.example", "주하람", _("Consulting body"))}
#: clerks, by the partner's number
CLERKS = {
    1: Sign("clerk@tier1.example", "서지우", _("Tier-1 firm: clerk")),
    4: Sign("clerk@tier2.example", "오하은", _("Tier-2 firm: clerk")),
}
#: representatives of the other partners: the demo acts for them, nobody needs to sign in as one
OTHERS = {
    2: "양승호", 5: "하윤재", 7: "구본석", 8: "심예린", 9: "원동건", 10: "추미경", 11: "방준서", 12: "채수아",
    13: "현기태", 14: "변소율", 15: "도재민", 18: "엄지원", 19: "표한결", 20: "명세라", 21: "국승현",
    23: "탁영훈", 25: "봉선우", 26: "라희찬", 31: "길도담",
}  # fmt: skip
#: experts who judge besides the one who signs in
EXPERTS = {
    f"reviewer{n}@expert.example": name for n, name in enumerate(("남도현", "우지안", "표세린"), start=2)
}
NEWCOMER = Sign("newcomer@firm.example", "신나라", _("Nobody yet: registers a firm of its own"))
#: sign-ins as they are printed, group by group
GROUPS = (
    OFFICIALS,
    tuple(ANCHORS.values()),
    (*PARTNERS.values(), *CLERKS.values()),
    (*BODIES.values(), NEWCOMER),
)
EVERYBODY = tuple(sign for group in GROUPS for sign in group)


class Cast:
    """The people of the demo, by what they are."""

    def __init__(self, people: dict[str, User]) -> None:
        self._people = people
        self.officer, self.approver = people["officer@office.example"], people["approver@office.example"]
        self.payer, self.lead = people["payer@office.example"], people["lead@office.example"]
        self.agency, self.verifier = people["agency@office.example"], people["verifier@verify.example"]
        self.auditor = people["auditor@audit.example"]
        self.experts = [people[email] for email in ("reviewer@expert.example", *EXPERTS)]

    def anchor(self, key: str) -> User:
        """Return the representative of a consortium's anchor."""
        return self._people[ANCHORS[key].email]

    def partner(self, number: int) -> User:
        """Return the representative of a partner, or of the consulting body."""
        known = PARTNERS | BODIES
        return self._people[known[number].email if number in known else _address(number)]

    def clerk(self, number: int) -> User:
        """Return who prepares things for a partner: its clerk, or the representative alone."""
        return self._people[CLERKS[number].email] if number in CLERKS else self.partner(number)


def _address(number: int) -> str:
    return f"partner{number:02d}@partner.example"


def appear(at: dt.datetime, *, ministry: Office, agency: Office | None, by: User) -> Cast:
    """Create everybody who is not there yet, give the officials their roles, return the people."""
    people = {}
    for sign in EVERYBODY:
        password = PASSWORD if settings.EMBEDDED else None
        people[sign.email] = create_person(email=sign.email, name=sign.name, password=password, by=by, at=at)
    for number, name in OTHERS.items():
        people[_address(number)] = create_person(email=_address(number), name=name, by=by, at=at)
    for email, name in EXPERTS.items():
        people[email] = create_person(email=email, name=name, by=by, at=at)
    for sign in OFFICIALS:
        kind, scope_id = ScopeKind.OFFICE, ministry.pk
        if sign.role == Role.AGENCY_OFFICER and agency:
            scope_id = agency.pk
        if sign.role == Role.VERIFIER:
            kind, scope_id = ScopeKind.EVERYTHING, 0
        assign_role(
            user=people[sign.email],
            role=str(sign.role),
            scope_kind=kind,
            scope_id=scope_id,
            valid_from=dt.date(2026, 1, 1),
            by=by,
            at=at,
        )
    return Cast(people)
