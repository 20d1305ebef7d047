"""The demo: played once, its books balance, it shows every state, and its figures are the same everywhere."""

import datetime as dt
import io
import re
import tempfile

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum, Value
from django.db.models.functions import Concat
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils.translation import gettext as _
from pypdf import PdfReader

from applications.models import Answer, Application, AwardCondition, Correction, Letter, Objection
from core.jobs.models import Job
from core.jobs.operations import Progress, take
from core.ledger.models import Transfer
from core.users.models import User
from disbursements.models import (
    ChangeRequest,
    Debt,
    Grant,
    GrantReduction,
    PassThrough,
    PaymentBatch,
    PaymentLine,
    PaymentRequest,
    Settlement,
    StatementEntry,
)
from measurement.methods import METHODS
from measurement.models import Measure, ReadingFlag
from programs.models import Consortium, Invitation, Member, MemberStatus, Program
from reporting.dashboards.demo.cast import EVERYBODY
from reporting.dashboards.demo.facts import SUBSIDIES_WON
from reporting.dashboards.words import account_words, move_words
from reporting.documents.kinds import Kind
from reporting.documents.models import Document
from reporting.documents.tasks import make_document
from reporting.statements.models import Statement
from reporting.statements.precision import uncertainty_of


def counted(model: type, **conditions: object) -> dict[str, int]:
    rows = model.objects.filter(**conditions).order_by().values_list("status").annotate(number=Count("pk"))
    return dict(rows)


def dossier() -> str:
    job = take(Job.objects.get(kind="document", payload__kind_of=Kind.CONSORTIUM_AUDIT).pk)
    made = make_document(Progress(job), **job.payload)
    content = Document.objects.get(public_id=made["document"]).volumes.get().blob.path.read_bytes()
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


#: what the demo orders to be paid back
RECOVERED_WON = 1_000_000
#: what a settlement found to be too much, and what the firm paid back of it
EXCESS_WON = 1_500_000


@pytest.mark.early
class TestDemo(TestCase):
    """The year is played once for the whole class; every test looks at it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(EVIDENCE_ROOT=cls.folder))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        call_command("load_programme", stdout=io.StringIO())
        call_command("demo", stdout=io.StringIO())
        cls.program = Program.objects.get(code="partnership-2026")

    def books(self) -> dict[str, int]:
        """What check_books prints of the 2026 programme after the demo: {name: whole number}."""
        printed = io.StringIO()
        call_command("check_books", stdout=printed)
        _before, _name, section = printed.getvalue().partition("(partnership-2026):\n")
        figures = re.findall(r"^ +([a-z ]+): ([\d,]+) (?:won|kg)", section.partition("\n[")[0], re.MULTILINE)
        return {name: int(number.replace(",", "")) for name, number in figures}

    def test_every_play_comes_to_the_same_figures_and_to_the_subsidies_of_2026(self):
        assert SUBSIDIES_WON == 9_800_000_000
        assert self.books() == {
            "appropriated": 10_500_000_000,
            "available": 700_000_000,
            "awarded": SUBSIDIES_WON - RECOVERED_WON - EXCESS_WON,
            "paid": 7_283_400_000 - RECOVERED_WON - EXCESS_WON,
            "spent": 7_283_400_000 - RECOVERED_WON - EXCESS_WON,
            "passed on": 627_500_000,
            "verified": 3_474_786,
        }

    def test_every_transfer_can_be_told_in_words(self):
        sides = ("owner_kind", "code")
        pairs = Transfer.objects.values_list(
            *(f"{side}__{field}" for side in ("source", "target") for field in sides)
        ).distinct()
        nameless = {
            (source, target)
            for source_kind, source, target_kind, target in pairs
            if account_words(source_kind, source) == source
            or account_words(target_kind, target) == target
            or move_words(source, target) == _("Moved")
        }
        assert len(pairs) > 20
        assert nameless == set()

    def test_has_eight_consortia_and_thirty_one_partners_of_four_models(self):
        consortia = Consortium.objects.filter(program=self.program)
        assert consortia.count() == 8
        assert consortia.values("support_model").distinct().count() == 4
        assert set(consortia.values_list("pass_through_kind", flat=True)) == {"", "CONTRIBUTION", "INDIRECT"}
        partners = Member.objects.filter(consortium__program=self.program).exclude(
            role__in=["ANCHOR", "CONSULTANT"]
        )
        assert partners.values("firm").distinct().count() == 31
        assert set(partners.values_list("status", flat=True)) == {MemberStatus.JOINED}
        assert all(member.firm.is_stand_in for member in partners.select_related("firm"))

    def test_every_technology_with_a_method_was_applied_for_metered_and_verified(self):
        """The eight of domain.md §4, and the oxidiser: each by its own method, none by the compressor's."""
        verified = Statement.objects.verified().filter(
            measure__consortium__program=self.program, reduction_kg__gt=0
        )
        methods = set(verified.values_list("measure__technology__method", flat=True))
        assert methods == set(METHODS)
        named = self.program.technologies.exclude(method="").values_list("method", flat=True)
        assert set(named) == set(METHODS)
        for statement in verified.select_related("measure"):
            assert statement.measure.meters.filter(readings__isnull=False).exists()
            assert uncertainty_of(statement) is not None

    def test_a_meter_was_calibrated_too_late_and_its_clerk_said_why(self):
        flag = ReadingFlag.objects.get(kind="LAPSED")
        assert (flag.reading.month, flag.detail["until"]) == (dt.date(2026, 7, 1), "2026-07-19")
        assert "0.3 %" in flag.answer

    def test_expects_about_twenty_thousand_tonnes_a_year(self):
        of_awards = Measure.objects.exclude(cost_item__application__in=self.not_awarded())
        tonnes = of_awards.aggregate(kg=Sum("expected_kg"))["kg"] / 1000
        assert 19_800 <= tonnes <= 20_200

    def not_awarded(self):
        return Application.objects.filter(awarded_won=None)

    def test_shows_every_state(self):
        cases = counted(Application, call__program=self.program)
        assert {
            "SELECTED", "AWARDED", "ACCEPTED", "RETURNED", "REFUSED", "ASSESSED", "SUBMITTED", "DRAFTED",
        } <= cases.keys()  # fmt: skip
        assert {"SUBMITTED", "RETURNED", "CHECKED", "RELEASED", "CONFIRMED"} <= counted(PaymentRequest).keys()
        assert {"RECORDED", "CONFIRMED", "DISPUTED"} == counted(PassThrough).keys()
        assert {"SUBMITTED", "ASSIGNED", "VERIFIED"} <= counted(Statement).keys()
        assert PassThrough.objects.filter(payment__isnull=False, status="DISPUTED").exists()
        assert {"OPENED", "SUSPENDED", "CANCELLED"} == counted(Grant).keys()
        assert counted(Invitation) == {"ACCEPTED": 2, "SENT": 1}

    def test_goes_back_and_forth(self):
        assert counted(Objection) == {"DISMISSED": 1}
        assert counted(AwardCondition) == {"FULFILLED": 1}
        lines = Correction.objects.order_by("pk").values_list("outcome", "reply")
        assert [(outcome, bool(reply)) for outcome, reply in lines] == [
            ("CHANGED", False),
            ("UNCHANGED", True),
        ]
        kinds = set(Letter.objects.values_list("kind", flat=True))
        assert kinds >= {"AWARD", "REFUSAL", "RETURN", "OBJECTION_RECEIVED", "OBJECTION_DECIDED"}
        assert kinds >= {"PAYMENT", "RECOVERY"}

    def test_takes_back_what_a_contract_was_cheaper_and_all_of_a_cancelled_grant(self):
        back = GrantReduction.objects.order_by("at").values_list("own_won", "grant__status")
        assert list(back) == [(12_000_000, "OPENED"), (30_000_000, "CANCELLED")]

    def test_who_applied_answered_what_the_call_asks_and_a_third_also_names_the_bank(self):
        applied = Answer.objects.filter(application__submitted_at__isnull=False)
        asked = {"burden-source", "lending-bank", "work-begins", "trial-run-ends"}
        assert set(applied.values_list("question__code", flat=True)) == asked
        named = applied.filter(question__code="lending-bank")
        assert named.count() == applied.filter(question__code="burden-source", value="bank-loan").count() > 5

    def test_changes_what_was_awarded_and_leaves_two_that_touch_the_same_line(self):
        assert counted(ChangeRequest) == {"RECORDED": 1, "APPROVED": 1, "REQUESTED": 2}
        first, second = ChangeRequest.objects.pending()
        self.client.force_login(User.objects.get(email="approver@office.example"))
        page = self.client.get(reverse("disbursements:change_approve", args=[first.public_id]))
        assert page.context["colliding"] == [second]

    def test_a_letter_waits_for_the_newcomer(self):
        letter = Invitation.objects.get(status="SENT")
        self.client.force_login(User.objects.get(email="newcomer@firm.example"))
        page = self.client.get(letter.get_absolute_url())
        assert page.context["is_open"]
        assert "새나라정밀" in page.content.decode()

    def test_a_refused_line_was_put_right_and_paid(self):
        refused = PaymentLine.objects.get(status="REFUSED")
        right = PaymentLine.objects.get(corrects=refused)
        assert (right.status, right.request.status) == ("ACCEPTED", "CONFIRMED")
        assert right.subsidised_won == refused.subsidised_won

    def test_what_the_bank_sent_back_of_a_batch_was_paid_again(self):
        entry = StatementEntry.objects.get(outcome="RETURNED")
        steps = entry.payment.changes.values_list("to_status", flat=True)
        assert list(steps)[-5:] == ["RELEASED", "CONFIRMED", "APPROVED", "RELEASED", "CONFIRMED"]
        assert counted(PaymentBatch) == {"RELEASED": 1, "COMPOSED": 1}

    def test_an_advance_is_covered_by_accepted_invoices(self):
        advance = PaymentRequest.objects.get(kind="ADVANCE")
        lines = advance.grant.payment_requests.get(kind="INTERIM")
        assert lines.covered_won == advance.payable_won > 0
        assert lines.covered_won + lines.payable_won == advance.grant.awarded_won

    def test_the_chain_settles_from_its_leaves(self):
        assert counted(Settlement) == {"DUE": 1, "CHECKED": 1, "CONFIRMED": 2, "RETURNED": 1}
        done = Settlement.objects.get(excess_won__gt=0)
        assert (done.excess_won, done.interest_won) == (EXCESS_WON, 184_200)
        assert counted(Debt, grant=done.grant) == {"PAID": 2}
        verdicts = Settlement.objects.get(status="RETURNED").lines.values_list("verdict", flat=True)
        assert set(verdicts) == {"CONFIRMED", "TO_CORRECT"}

    def test_hands_subsidy_on_over_four_tiers(self):
        grant = Grant.objects.get(kind="INDIRECT", regrant_won=0)
        tiers = []
        while grant:
            tiers.append(grant.kind)
            grant = grant.parent
        assert tiers == ["INDIRECT", "INDIRECT", "INDIRECT", "SUBSIDY"]

    def test_the_books_the_page_and_the_dossier_say_the_same(self):
        books = self.books()
        assert all(books[name] > 0 for name in ("awarded", "paid", "passed on", "verified"))
        self.client.force_login(User.objects.get(email="officer@office.example"))
        page = self.client.get(reverse("dashboards:program", args=[self.program.public_id])).content.decode()
        for name in ("awarded", "paid", "passed on"):
            assert f"{books[name]:,}원" in page, name
        assert f"{books['verified'] / 1000:,.3f} tCO₂e" in page

    def test_the_dossier_of_its_first_consortium_can_be_printed(self):
        paper = dossier()
        assert "현대자동차·기아 컨소시엄" in paper
        assert f"{393_300_000:,}원" in paper

    def test_everybody_who_is_named_can_sign_in_and_sees_a_home(self):
        for sign in EVERYBODY:
            assert self.client.login(username=sign.email, password="partnership-2026"), sign.email
            assert self.client.get(reverse("dashboards:home")).status_code == 200, sign.email

    def test_is_not_played_over_the_consortia_of_others(self):
        again = io.StringIO()
        transfers = Transfer.objects.count()
        Consortium.objects.filter(program=self.program).update(name=Concat("name", Value(" 2025")))
        call_command("demo", stdout=again)

        assert "./run --fresh starts over" in again.getvalue()
        assert Transfer.objects.count() == transfers

    def test_is_played_once_and_knows_whether_anybody_touched_it(self):
        again = io.StringIO()
        transfers = Transfer.objects.count()
        call_command("demo", stdout=again)
        assert "already played" in again.getvalue()
        assert Transfer.objects.count() == transfers
        call_command("demo", untouched=True)

        self.client.force_login(User.objects.get(email="newcomer@firm.example"))
        answer = self.client.post(
            reverse("firms:register"),
            {
                "business_number": "900-00-00073",
                "name": "새나라정밀",
                "representative_name": "신나라",
                "sector": "C25",
                "region": "busan",
                "address": "부산광역시",
            },
        )
        assert answer.status_code == 302
        with pytest.raises(CommandError, match="did not make"):
            call_command("demo", untouched=True)
