"""The schemes as data: what their files hold, and other programmes than ours run from a file alone."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from applications import operations
from applications.arithmetic import latest_rows
from applications.models import Application
from applications.refusals import InTradingScheme
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.users.queries import system_user
from core.users.scopes import ScopeKind
from firms.models import Firm
from firms.regions import Region
from firms.rules import check_business_number, check_sector
from measurement.loader import load_factors
from programs.loader import SCHEMES, load_programme, read_scheme
from programs.models import Consortium, Program, RuleKind, SupportModel
from programs.operations import invite_member, join, register_consortium
from tests.factories import cases, people, programmes
from tests.factories.people import MOMENT

ALL = sorted(path.stem for path in SCHEMES.glob("*.toml"))
SIBLINGS = [code for code in ALL if code != "partnership_2026"]


class TestFiles:
    def test_there_are_the_programme_and_its_siblings(self) -> None:
        assert ALL == [
            "carbon_neutral_facility",
            "grand_consortium",
            "partnership_2026",
            "partnership_pilot_2025",
            "performance_contract",
        ]

    @pytest.mark.parametrize("code", ALL)
    def test_every_number_has_its_source_in_both_languages(self, code: str) -> None:
        facts = read_scheme(code)
        parts = ("rules", "technologies", "required_documents", "support_models", "consortia")
        rows = [facts["program"], facts["call"], *(row for part in parts for row in facts.get(part, []))]
        assert all(row["source_ko"].strip() and row["source_en"].strip() for row in rows)
        assert {rule["kind"] for rule in facts["rules"]} <= set(RuleKind.values)
        assert len(rows) >= 8

    def test_say_that_a_number_is_not_published(self) -> None:
        told = [rule["source_en"] for code in SIBLINGS for rule in read_scheme(code)["rules"]]
        assert sum("ot published" in text for text in told) >= 10


class TestPartners:
    """The eight consortia and 31 partners of 2026; what is not public is a stand-in and says so."""

    @pytest.fixture
    def facts(self) -> dict[str, Any]:
        return read_scheme("partnership_2026")

    def test_seven_anchors_are_named_and_one_is_a_stand_in(self, facts: dict[str, Any]) -> None:
        consortia = facts["consortia"]
        assert len(consortia) == 8
        assert [c["key"] for c in consortia if c["is_stand_in"]] == ["stand-in"]
        assert Counter(c["support_model"] for c in consortia) == {
            "chain": 2,
            "synergy": 4,
            "performance": 1,
            "downstream": 1,
        }
        assert {c["pass_through_kind"] for c in consortia if c["support_model"] == "chain"} == {
            "CONTRIBUTION",
            "INDIRECT",
        }
        assert not any(c["pass_through_kind"] for c in consortia if c["support_model"] != "chain")

    def test_thirty_one_numbered_small_firms_that_say_what_they_are(self, facts: dict[str, Any]) -> None:
        partners = facts["partners"]
        assert [p["number"] for p in partners] == list(range(1, 32))
        assert {p["size_class"] for p in partners} == {"SME"}
        assert all("(가상)" in p["name_ko"] and "(stand-in)" in p["name_en"] for p in partners)

    def test_every_number_sector_and_region_is_valid_and_its_own(self, facts: dict[str, Any]) -> None:
        firms = [*facts["partners"], *facts["bodies"], *(c["anchor"] for c in facts["consortia"])]
        numbers = [check_business_number(firm["business_number"]) for firm in firms]
        assert len(set(numbers)) == len(firms) == 40
        assert all(check_sector(firm["sector"]) == firm["sector"] for firm in firms)
        assert {firm["region"] for firm in firms} <= set(Region.values)

    def test_every_place_hangs_one_tier_below_another(self, facts: dict[str, Any]) -> None:
        tiers = {
            (place["consortium"], partner["number"]): place["tier"]
            for partner in facts["partners"]
            for place in partner["places"]
        }
        for partner in facts["partners"]:
            for place in partner["places"]:
                above = tiers.get((place["consortium"], place["upstream"]), 0)
                assert place["tier"] == above + 1
        assert {key for key, _number in tiers} == {c["key"] for c in facts["consortia"]}
        assert max(tier for (key, _number), tier in tiers.items() if key == "stand-in") == 4

    def test_shared_suppliers_stand_under_several_anchors_with_shares_that_are_whole(
        self, facts: dict[str, Any]
    ) -> None:
        models = {c["key"]: c["support_model"] for c in facts["consortia"]}
        shared = [p for p in facts["partners"] if len(p["places"]) > 1]
        assert len(shared) == 4
        for partner in shared:
            assert {place["role"] for place in partner["places"]} == {"SHARED"}
            assert {models[place["consortium"]] for place in partner["places"]} == {"synergy"}
            assert sum(place["share_bp"] for place in partner["places"]) == 10_000


@pytest.fixture
def consortium_of(db: None) -> Any:
    """Return a function that brings up a scheme with a consortium, a partner and one below it."""

    def bring_up(code: str) -> tuple[Program, Consortium, Firm]:
        load_factors(by=None, at=MOMENT)
        program = load_programme(code, opens_at=MOMENT, by=system_user(), at=MOMENT)
        call = programmes.fund(program.calls.get(), program.calls.get().budget_won)
        lead, firm, below = (people.FirmFactory() for _ in range(3))
        reps = {one.pk: people.person_of(one) for one in (lead, firm, below)}
        for one, size in ((lead, "LARGE"), (firm, "SME"), (below, "SME")):
            people.certify(one, size)
        model = SupportModel.objects.get(code=read_scheme(code)["support_models"][0]["code"])
        terms = {"support_model": model, "name": "협력단", "by": reps[lead.pk], "at": MOMENT}
        consortium = register_consortium(call=call, anchor=lead, **terms)
        above = consortium.members.get()
        for one in (firm, below):
            member = invite_member(
                consortium=consortium, firm=one, upstream=above, by=reps[above.firm_id], at=MOMENT
            )
            above = join(member=member, by=reps[one.pk], at=MOMENT)
        cases.plan(consortium, reps[lead.pk], "SUBMITTED", "SELECTED")
        return program, consortium, firm

    return bring_up


#: {method: what the firm expects}
EXPECTED = {
    "air_compressor": {"baseline_sec": "0.135", "project_sec": "0.105", "annual_nm3": "5000000"},
    "led": {
        "lamps_before": "900", "watts_before": "250", "lamps_after": "900", "watts_after": "110",
        "annual_hours": "6000",
    },
    "": {},
}  # fmt: skip


def apply(
    program: Program, consortium: Consortium, firm: Firm, technology: str, cost_won: int
) -> Application:
    """Draft, add the cost, hand in every paper that is asked for, submit, assess: as the pages do."""
    rep = firm.memberships.get().user
    officer = people.with_role("OFFICER", ScopeKind.OFFICE, program.office_id)
    application = operations.draft_application(
        consortium=consortium,
        firm=firm,
        title="설비 교체",
        purpose="감축",
        starts_on=MOMENT.date(),
        ends_on=MOMENT.date() + dt.timedelta(days=200),
        by=rep,
        at=MOMENT,
    )
    chosen = program.technologies.get(code=technology)
    operations.add_cost_item(
        application=application,
        cost_kind="EQUIPMENT",
        technology=chosen,
        name="설비",
        cost_won=cost_won,
        quote_supplier="시험기계",
        quote_on=MOMENT.date(),
        quote=cases.quote(rep),
        site="1공장",
        expectation={name: Decimal(text) for name, text in EXPECTED[chosen.method].items()},
        by=rep,
        at=MOMENT,
    )
    for required in program.required_documents.all():
        attachment = cases.paper(rep)
        operations.hand_in(
            application=application, required=required, attachment=attachment, by=rep, at=MOMENT
        )
    operations.submit(application=application, by=rep, at=MOMENT)
    return operations.assess(
        application=application, recommendation="AWARD", finding="적법하고 계산이 맞음", by=officer, at=MOMENT
    )


class TestSiblingsRunFromTheirFilesAlone:
    @pytest.mark.parametrize(
        ("code", "technology", "cost_won", "own_won", "regrant_won"),
        [
            ("partnership_pilot_2025", "led", 200_000_000, 80_000_000, 0),
            ("carbon_neutral_facility", "inverter_compressor", 200_000_500, 100_000_000, 0),
            ("carbon_neutral_facility", "ai_control", 500_000_000, 300_000_000, 0),
            ("performance_contract", "air_compressor", 300_000_000, 150_000_000, 0),
            ("grand_consortium", "steel_process", 200_000_000, 150_000_000, 75_000_000),
        ],
    )
    def test_from_draft_to_award(
        self,
        consortium_of: Any,
        code: str,
        technology: str,
        cost_won: int,
        own_won: int,
        regrant_won: int,
    ) -> None:
        program, consortium, firm = consortium_of(code)
        application = apply(program, consortium, firm, technology, cost_won)
        assert (application.asked_won, application.regrant_asked_won) == (own_won, regrant_won)
        approver = people.with_role("APPROVING_OFFICER", ScopeKind.OFFICE, program.office_id)
        awarded = operations.award(
            application=application,
            amount=own_won,
            regrant=regrant_won,
            reason="선정평가 결과에 따름",
            effective_on=MOMENT.date(),
            by=approver,
            at=MOMENT,
        )
        assert awarded.status == "AWARDED"
        assert balance(awarded.owner, "committed") == own_won
        left = application.call.budget_won - own_won - regrant_won
        assert balance(Owner("call", application.call_id), "available") == left
        assert all(row.source for row in latest_rows(awarded) if row.rule_id)

    def test_the_facility_support_excludes_firms_of_the_trading_scheme(self, consortium_of: Any) -> None:
        program, consortium, firm = consortium_of("carbon_neutral_facility")
        Firm.objects.filter(pk=firm.pk).update(is_in_trading_scheme=True)
        firm.refresh_from_db()
        with pytest.raises(InTradingScheme):
            apply(program, consortium, firm, "ai_control", 100_000_000)
