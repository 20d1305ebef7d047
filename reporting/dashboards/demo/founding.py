"""January and February: money is appropriated, firms register, eight consortia form and agree."""

import datetime as dt
from typing import Any

from core.users.models import User
from firms import operations as firms
from firms.models import Firm, SizeClass
from programs import operations as programs
from programs.models import Invitation, Member, MemberRole, SupportModel
from reporting.dashboards.demo.cast import BODY, CLERKS
from reporting.dashboards.demo.scene import Scene, after, on

#: partners that were not registered when their anchor wanted them: they were invited by e-mail
BY_LETTER = {2, 31}


def appropriate(scene: Scene) -> None:
    """The ministry puts the announced budget at the call's disposal."""
    programs.appropriate(call=scene.call, amount=scene.call.budget_won, by=scene.cast.approver, at=on(1, 20))


def form_the_consortia(scene: Scene) -> None:
    """Eight anchors register their firms and their consortia."""
    for n, (key, facts) in enumerate(scene.consortium_facts.items()):
        rep, at = scene.cast.anchor(key), after(on(1, 26, 9), hours=n)
        scene.anchors[key] = _register(scene, facts["anchor"], SizeClass.LARGE, rep, at)
        consortium = programs.register_consortium(
            call=scene.call,
            anchor=scene.anchors[key],
            support_model=SupportModel.objects.get(code=facts["support_model"]),
            name=facts["name"],
            pass_through_kind=facts["pass_through_kind"],
            is_stand_in=facts["is_stand_in"],
            by=rep,
            at=after(at, days=2),
        )
        scene.consortia[key] = consortium
        scene.members[key, 0] = consortium.members.get(role=MemberRole.ANCHOR)


def bring_in_the_partners(scene: Scene) -> None:
    """Thirty-one partners register and join, tier by tier; a shared supplier joins several consortia."""
    for number, facts in sorted(scene.partner_facts.items(), key=lambda p: p[1]["places"][0]["tier"]):
        place = facts["places"][0]
        at = after(on(1, 29, 9), days=place["tier"], hours=number % 8)
        letter = _write(scene, number, place, at) if number in BY_LETTER else None
        _register_partner(scene, number, facts, after(at, hours=1))
        if letter:
            member = programs.accept_invitation(
                invitation=letter, firm=scene.firms[number], by=scene.cast.partner(number), at=after(at, 1)
            )
            _link(scene, number, place, member, after(at, 2))
            continue
        for n, place in enumerate(facts["places"]):
            _bring_in(scene, number, place, after(at, days=1 + n))


def _register_partner(scene: Scene, number: int, facts: dict[str, Any], at: dt.datetime) -> None:
    """Register a partner, and its clerk where it has one."""
    rep = scene.cast.partner(number)
    scene.firms[number] = firm = _register(scene, facts, facts["size_class"], rep, at)
    if number in CLERKS:
        clerk = scene.cast.clerk(number)
        firms.add_clerk(firm=firm, user_email=clerk.email, name=clerk.name, by=rep, at=after(at, hours=1))


def _write(scene: Scene, number: int, place: dict[str, Any], at: dt.datetime) -> Invitation:
    """Let the firm above write to a partner that is not registered yet."""
    facts, key = scene.partner_facts[number], place["consortium"]
    return programs.send_invitation(
        consortium=scene.consortia[key],
        upstream=scene.members[key, place["upstream"]],
        role=place["role"],
        business_number=facts["business_number"],
        firm_name=facts["name_ko"],
        email=scene.cast.partner(number).email,
        by=_host(scene, place),
        at=at,
    )


def _bring_in(scene: Scene, number: int, place: dict[str, Any], at: dt.datetime) -> None:
    """Let the firm above invite a registered partner, and the partner join."""
    key = place["consortium"]
    member = programs.invite_member(
        consortium=scene.consortia[key],
        firm=scene.firms[number],
        upstream=scene.members[key, place["upstream"]],
        role=place["role"],
        by=_host(scene, place),
        at=at,
    )
    member = programs.join(member=member, by=scene.cast.partner(number), at=after(at, hours=5))
    _link(scene, number, place, member, after(at, hours=6))


def _link(scene: Scene, number: int, place: dict[str, Any], member: Member, at: dt.datetime) -> None:
    """Write down what the partner delivers to the firm above, or is delivered as its customer."""
    key = place["consortium"]
    upstream = scene.members[key, place["upstream"]]
    scene.members[key, number] = member
    supplier, buyer = (upstream, member) if place["role"] == MemberRole.CUSTOMER else (member, upstream)
    programs.link_supply(
        consortium=scene.consortia[key],
        supplier=supplier,
        buyer=buyer,
        product=place["product"],
        hs_code=place["hs_code"],
        since=dt.date(2024, 1, 1),
        by=_host(scene, place),
        at=at,
    )


def _host(scene: Scene, place: dict[str, Any]) -> User:
    """Return who represents the firm above."""
    above = place["upstream"]
    return scene.cast.partner(above) if above else scene.cast.anchor(place["consortium"])


def bring_in_the_consulting_body(scene: Scene) -> None:
    """A consulting body joins two consortia; it advises and receives no subsidy."""
    facts, rep, at = scene.body_facts, scene.cast.partner(BODY), on(2, 4, 9)
    scene.firms[BODY] = _register(scene, facts, facts["size_class"], rep, at)
    for n, key in enumerate(facts["consortia"], start=1):
        member = programs.invite_member(
            consortium=scene.consortia[key],
            firm=scene.firms[BODY],
            upstream=scene.members[key, 0],
            role=MemberRole.CONSULTANT,
            by=scene.cast.anchor(key),
            at=after(at, hours=n),
        )
        scene.members[key, BODY] = programs.join(member=member, by=rep, at=after(at, 1, hours=n))


def agree_on_shares(scene: Scene) -> None:
    """Shared suppliers' reductions are attributed: one anchor proposes, the others agree."""
    for number, facts in scene.partner_facts.items():
        places = [place for place in facts["places"] if place["role"] == MemberRole.SHARED]
        if not places:
            continue
        at = after(on(2, 11, 9), hours=number % 6)
        agreement = programs.propose_shares(
            program=scene.call.program,
            firm=scene.firms[number],
            valid_from=dt.date(2026, 2, 1),
            shares={scene.consortia[place["consortium"]]: place["share_bp"] for place in places},
            by=scene.cast.anchor(places[0]["consortium"]),
            at=at,
        )
        for n, place in enumerate(places[1:], start=1):
            key = place["consortium"]
            programs.confirm_shares(
                agreement=agreement,
                consortium=scene.consortia[key],
                by=scene.cast.anchor(key),
                at=after(at, n),
            )


def sign_the_agreements(scene: Scene) -> None:
    """Every consortium draws up its agreement, and every party signs it."""
    for n, (key, consortium) in enumerate(scene.consortia.items()):
        at = after(on(2, 17, 9), hours=n)
        agreement = programs.draw_up_agreement(consortium=consortium, by=scene.cast.anchor(key), at=at)
        for (place, number), member in scene.members.items():
            if place == key:
                person = scene.cast.partner(number) if number else scene.cast.anchor(key)
                programs.sign_agreement(
                    agreement=agreement, member=member, name=person.name, by=person, at=after(at, 1)
                )


def _register(scene: Scene, facts: dict[str, Any], size: str, rep: User, at: dt.datetime) -> Firm:
    """Register a firm under its stand-in number and hand in its certificate."""
    name = facts["name_ko"]
    firm = firms.register_firm(
        name=name,
        business_number=facts["business_number"],
        representative_name=rep.name,
        sector=facts["sector"],
        region=facts["region"],
        address="시연용 주소",
        is_in_trading_scheme=facts.get("is_in_trading_scheme", False),
        is_stand_in=facts.get("is_stand_in", True),
        by=rep,
        at=at,
    )
    size_class = SizeClass(size)
    proof = scene.paper(
        "기업규모 확인서", {"업체명": name, "구분": str(size_class.label)}, "기업규모_확인서.pdf", rep, at
    )
    firms.add_certificate(
        firm=firm,
        size_class=size_class,
        number=f"DEMO-{firm.business_number}",
        issued_on=dt.date(2026, 1, 5),
        valid_until=dt.date(2027, 3, 31),
        attachment=proof,
        by=rep,
        at=at,
    )
    return firm
