"""Other people's tonnes: every step sent by everybody whom it is none of, and forms with other people's ids."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.ledger.models import Transfer
from core.users.models import Office, User
from firms.models import Firm
from measurement import operations as measuring
from measurement.factoring import operations as factoring
from measurement.models import FactorTable, Measure, Meter, Reading
from programs.models import Consortium, Member, Program, Technology
from reporting.claims.models import Claim
from reporting.statements import operations as statements
from reporting.statements.models import (
    SampleItem,
    Statement,
    StatementChange,
    VerificationFinding,
    VerificationFindingStep,
)
from tests.attacks.test_measuring import at_later, table
from tests.claims.conftest import make
from tests.factories import people, programmes
from tests.measurement.conftest import EXPECTATION, months
from tests.statements.conftest import (
    FROM,
    UNTIL,
    air,
    answered,
    assigned,
    calculated,
    electricity,
    factors,
    february,
    finding,
    later,
    measure,
    metered,
    submitted,
    verified,
)
from tests.statements.test_shares import agree

__all__ = [
    "air", "answered", "assigned", "at_later", "calculated", "electricity", "factors", "february", "finding",
    "later", "measure", "metered", "submitted", "verified",
]  # fmt: skip

pytestmark = pytest.mark.django_db

WHY = "실무 확인 결과"
#: everything that any of the forms asks for
TYPED = {
    "reason": WHY, "what": WHY, "answer": WHY, "kind": "OBSERVATION", "direction": "over", "kilograms": "1",
    "outcome": "CHECKED", "closing": "1300000", "period_from": "2026-01", "period_until": "2026-01",
    "purpose": "SCOPE3", "category": "1", "year": "2026", "koc_number": "K-1", "kcu_account": "A-1",
    "cause": "LEGAL_DUTY", "commissioned_on": "2026-02",
}  # fmt: skip


@pytest.fixture
def strangers(
    auditor: User, other_officer: User, reviewer: User, approving_officer: User, rival_rep: User,
    tier2_rep: User, program: Program,
) -> list[User]:  # fmt: skip
    """Everybody to whom tier 1's verification is nothing to act on; one is a verifier of the programme."""
    idle = people.with_role("VERIFIER", "PROGRAM", program.pk, name="남검증")
    return [auditor, other_officer, reviewer, approving_officer, rival_rep, tier2_rep, idle]


def written() -> list[int]:
    """Return how much there is of everything that could have been written."""
    rows = (
        Statement,
        StatementChange,
        VerificationFinding,
        VerificationFindingStep,
        Reading,
        Claim,
        Transfer,
    )
    return [model.objects.count() for model in rows]


class TestSteps:
    def test_of_a_verification(
        self,
        answered: VerificationFinding,
        verifier: User,
        strangers: list[User],
        anchor_rep: User,
        tier1_rep: User,
        at_later: None,
        later: dt.datetime,
        send: Any,
    ) -> None:
        statement = Statement.objects.get(pk=answered.statement_id)
        statements.draw_sample(statement=statement, by=verifier, at=later)
        item = SampleItem.objects.first()
        of_verifier = [
            *(
                (name, statement)
                for name in ("verify", "return", "sample", "finding_new", "conflict", "assign")
            ),
            *((f"finding_{name}", answered) for name in ("close", "reopen", "withdraw", "deduct")),
            ("sample_mark", item),
        ]
        of_firm = [
            *((name, statement) for name in ("submit", "withdraw", "correct", "restate")),
            ("finding_answer", answered), ("calculate", statement.measure),
        ]  # fmt: skip
        before = written()
        sent = [(user, *one) for user in (*strangers, anchor_rep) for one in (*of_verifier, *of_firm)]
        sent += [(tier1_rep, *one) for one in of_verifier] + [(verifier, *one) for one in of_firm]
        for user, page, case in sent:
            answer = send(user, reverse(f"statements:{page}", args=[case.public_id]), **TYPED)
            assert answer.status_code in (403, 404), (user.name, page)
        assert written() == before

    def test_of_claims_and_contract_years(
        self,
        verified: Statement,
        consortium: Consortium,
        anchor_rep: User,
        strangers: list[User],
        tier1_rep: User,
        officer: User,
        verifier: User,
        at_later: None,
        later: dt.datetime,
        send: Any,
    ) -> None:
        """No officer claims; another consortium's anchor neither sees nor touches."""
        made = make(consortium, anchor_rep, later)
        other = programmes.ConsortiumFactory(
            call=consortium.call, support_model=consortium.support_model, anchor=people.FirmFactory()
        )
        neighbour = people.person_of(other.anchor)
        before = written()
        pages = ["retire", "release", "koc", "kcu", "cancel", "replace", "release_missing"]
        sent = [(page, made) for page in pages] + [("claim", consortium), ("performance_propose", consortium)]
        for user in (*strangers, tier1_rep, officer, verifier, neighbour):
            for page, case in sent:
                answer = send(user, reverse(f"claims:{page}", args=[case.public_id]), **TYPED)
                assert answer.status_code in (403, 404), (user.name, page)
        assert written() == before


@pytest.fixture
def elsewhere(
    factors: int, tier1_member: Member, technology: Technology, tier2: Firm, tier2_member: Member, tier2_clerk: User,
    later: dt.datetime,
) -> Measure:  # fmt: skip
    """Another firm's compressor in the same consortium, with a month of readings."""
    found = measuring.describe_measure(
        firm=tier2, consortium=tier1_member.consortium, technology=technology, name="옆 회사 압축기",
        site="울산", expectation={name: Decimal(text) for name, text in EXPECTATION.items()}, by=tier2_clerk,
        at=later,
    )  # fmt: skip
    meter = measuring.add_meter(
        measure=found, quantity="electricity_kwh", unit="kWh", serial="X-1", by=tier2_clerk, at=later
    )
    rows = months(FROM, [1, 2])
    measuring.enter_readings(meter=meter, opening=Decimal(0), rows=rows, by=tier2_clerk, at=later)
    return found


class TestOtherPeoplesIds:
    def test_a_reading_of_another_firm_in_a_finding_and_in_a_correction(
        self, elsewhere: Measure, assigned: Statement, verifier: User, tier1_clerk: User, at_later: None,
        later: dt.datetime, send: Any,
    ) -> None:  # fmt: skip
        theirs = Reading.objects.filter(meter__measure=elsewhere).first()
        assert theirs is not None
        typed = {**TYPED, "kind": "MISSTATEMENT", "effect_kg": "5", "readings": theirs.public_id}
        answer = send(verifier, reverse("statements:finding_new", args=[assigned.public_id]), **typed)
        assert "readings" in answer.context["form"].errors
        statements.verify(statement=assigned, by=verifier, at=later)
        Reading.objects.filter(pk=theirs.pk).update(locked_at=later, locked_by=verifier)
        url = reverse("statements:correct", args=[assigned.public_id])
        answer = send(tier1_clerk, url, reading=theirs.pk, closing="5", reason=WHY)
        assert "reading" in answer.context["form"].errors

    def test_rows_of_another_statement_in_a_finding(
        self, metered: Measure, assigned: Statement, tier1_clerk: User, verifier: User, at_later: None,
        later: dt.datetime, send: Any,
    ) -> None:  # fmt: skip
        statements.return_statement(statement=assigned, reason=WHY, by=verifier, at=later)
        other = statements.calculate(
            measure=metered, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
        )
        Statement.objects.filter(pk=other.pk).update(
            status="SUBMITTED", submitted_at=later, submitted_by=tier1_clerk
        )
        Statement.objects.filter(pk=other.pk).update(status="ASSIGNED", verifier=verifier)
        theirs = assigned.rows.first()
        assert theirs is not None
        typed = {**TYPED, "kind": "MISSTATEMENT", "effect_kg": "5", "rows": theirs.pk}
        answer = send(verifier, reverse("statements:finding_new", args=[other.public_id]), **typed)
        assert "rows" in answer.context["form"].errors

    def test_a_workbook_and_a_table_of_another_firm(
        self, elsewhere: Measure, electricity: Meter, tier1_clerk: User, tier2_clerk: User, at_later: None,
        send: Any, visit: Any,
    ) -> None:  # fmt: skip
        """Neither the other firm's pages nor its workbook under one's own measure."""
        text = "Number,Serial number,Month,Register at the end of the month\n"
        theirs = f"{text}{elsewhere.public_id}/electricity_kwh,X-1,2026-03,3\n".encode()
        url = reverse("measurement:readings_upload", args=[elsewhere.public_id])
        uploaded = send(tier2_clerk, url, workbook=SimpleUploadedFile("readings.csv", theirs))["Location"]
        ours = electricity.measure
        own = reverse("measurement:readings_upload", args=[ours.public_id])
        mixed = send(tier1_clerk, own, workbook=SimpleUploadedFile("readings.csv", theirs))["Location"]
        preview = visit(tier1_clerk, mixed).context["preview"]
        assert (preview.month_count, len(preview.problems)) == (0, 1)
        file = uploaded.rstrip("/").rpartition("/")[2]
        for page in ("readings_workbook", "readings_marked"):
            for owner in (ours, elsewhere):
                address = reverse(f"measurement:{page}", args=[owner.public_id, file])
                assert visit(tier1_clerk, address).status_code == 404
        address = reverse("measurement:readings", args=[elsewhere.public_id])
        assert send(tier1_clerk, address, **table(("2026-03", "3"))).status_code == 404

    def test_a_programme_of_another_office_uses_no_table_of_ours(
        self, factors: int, program: Program, officer: User, other_office: Office, at_later: None, send: Any
    ) -> None:
        theirs = programmes.ProgramFactory(office=other_office)
        published = FactorTable.objects.approved().first()
        assert published is not None
        for named in (theirs.public_id, "\x00", "nothing"):
            answer = send(
                officer,
                reverse("factoring:use", args=[published.public_id]),
                program=named,
                first_month="2026-03",
                reason=WHY,
            )
            assert "program" in answer.context["form"].errors

    def test_a_table_of_another_office_is_not_ours_to_change(
        self, factors: int, officer: User, other_office: Office, other_officer: User, later: dt.datetime,
        at_later: None, send: Any, visit: Any,
    ) -> None:  # fmt: skip
        theirs = factoring.draft_table(
            office=other_office, purpose="PROGRAM", family="ELECTRICITY", approval_round="2099",
            source_ko="시험", source_en="Test", by=other_officer, at=later,
        )  # fmt: skip
        for page in ("table", "enter", "propose", "approve", "refuse", "use", "upload", "remove"):
            answer = send(officer, reverse(f"factoring:{page}", args=[theirs.public_id]), **TYPED)
            assert answer.status_code in (404, 405), page
        assert visit(officer, reverse("factoring:template", args=[theirs.public_id])).status_code == 404
        assert FactorTable.objects.get(pk=theirs.pk).status == theirs.status

    def test_a_verifier_of_a_consortium_that_shares_the_tonnes(
        self, submitted: Statement, consortium: Consortium, officer: User, program: Program, anchor_rep: User,
        at_later: None, later: dt.datetime, send: Any,
    ) -> None:  # fmt: skip
        """Neither one's own anchor's people nor those of any anchor who gets a part."""
        other = programmes.ConsortiumFactory(
            call=consortium.call, support_model=consortium.support_model, anchor=people.FirmFactory()
        )
        programmes.join(other, submitted.firm, programmes.join(other, other.anchor))
        agree(program, submitted.firm, {consortium: 5_000, other: 5_000}, by=anchor_rep, at=later)
        for firm in (consortium.anchor, other.anchor, submitted.firm):
            person = people.person_of(firm)
            people.give_role(person, "VERIFIER", "PROGRAM", program.pk)
            url = reverse("statements:assign", args=[submitted.public_id])
            assert "verifier" in send(officer, url, verifier=person.pk).context["form"].errors
