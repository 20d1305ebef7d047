"""Forged forms: somebody else's ids, tokens, versions and roles, and papers from nowhere."""

import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from applications import operations
from applications.models import Application
from core.evidence.models import Attachment
from core.ledger.models import Transfer
from core.users.models import RoleAssignment, User
from core.workflow.refusals import Refusal
from disbursements.models import Grant, PassThrough, PaymentRequest
from firms.models import Firm, SizeCertificate
from programs.models import Member
from tests.applications.test_views import ITEM
from tests.disbursements.conftest import line_terms
from tests.factories import cases, people, programmes
from tests.factories.people import MOMENT
from tests.factories.programmes import change_rules

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = MOMENT.date() - dt.timedelta(days=1), MOMENT.date() + dt.timedelta(days=1)
CERTIFICATE = {"size_class": "SME", "number": "1", "issued_on": "2026-01-01", "valid_until": "2026-12-31"}


def file(content: bytes, name: str = "quote.pdf") -> io.BytesIO:
    made = io.BytesIO(content)
    made.name = name
    return made


def token_of(answer: Any, name: str) -> str:
    """Return the reference to the kept file that a refused form carries."""
    return answer.context["form"].fields[name].widget.get_context(name, None, {})["token"]


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"", "quote.pdf", "file is empty"),
            (b"MZ\x90\x00 a program", "quote.pdf", "not one of"),
            (b"<svg onload=alert(1)>", "quote.png", "not one of"),
            (b"PK\x03\x04broken", "quote.xlsx", "not one of"),
            (b"%PDF-" + b"x" * 60 * 1024 * 1024, "quote.pdf", "60 MB"),
        ],
    )
    def test_papers_from_nowhere(
        self, content: bytes, name: str, words: str, tier1: Firm, tier1_clerk: User, send: Any
    ) -> None:
        url = reverse("firms:certificate_add", args=[tier1.public_id])
        answer = send(tier1_clerk, url, **CERTIFICATE, attachment=file(content, name))
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors["attachment"])
        assert answer.context["form"]["number"].value() == "1"
        assert not Attachment.objects.exists()

    @pytest.mark.parametrize(
        "name", ["../../x", "..\\..\\x.exe", "\u202efdp.exe", "a" * 500, "x\r\nX-Bad: 1", "\x00"]
    )
    def test_harmful_names(self, name: str, tier1: Firm, tier1_clerk: User, send: Any, visit: Any) -> None:
        url = reverse("firms:certificate_add", args=[tier1.public_id])
        answer = send(tier1_clerk, url, **CERTIFICATE, attachment=file(cases.SMALL_PDF, name))
        if answer.status_code == 422:  # the parser of the upload has thrown it away already
            assert "attachment" in answer.context["form"].errors
            return
        kept = SizeCertificate.objects.get(firm=tier1, number="1").attachment
        assert kept is not None
        assert kept.filename.endswith(".pdf")
        assert not set(kept.filename) & set("/\\\r\n\x00\u202e")
        served = visit(tier1_clerk, reverse("firms:certificate_file", args=[kept.public_id]))
        assert b"".join(served.streaming_content) == cases.SMALL_PDF
        assert served["Content-Disposition"].startswith("attachment")
        assert served["X-Content-Type-Options"] == "nosniff"

    def test_a_kept_file_of_somebody_else(
        self, tier1: Firm, tier1_clerk: User, rival: Firm, rival_rep: User, send: Any
    ) -> None:
        refused = send(
            tier1_clerk,
            reverse("firms:certificate_add", args=[tier1.public_id]),
            attachment=file(cases.SMALL_PDF),
        )
        token = token_of(refused, "attachment")
        url = reverse("firms:certificate_add", args=[rival.public_id])
        for stolen in (token, token[:-1] + "x", "1", "\x00", "x" * 100_000):
            answer = send(rival_rep, url, **CERTIFICATE, **{"attachment-kept": stolen})
            assert answer.status_code == 422
            assert "attachment" in answer.context["form"].errors

    def test_one_file_in_two_firms(self, tier1: Firm, tier2: Firm, tier1_rep: User, send: Any) -> None:
        people.give_role(tier1_rep, "REPRESENTATIVE", "FIRM", tier2.pk)
        url = reverse("firms:certificate_add", args=[tier1.public_id])
        token = token_of(send(tier1_rep, url, attachment=file(cases.SMALL_PDF)), "attachment")
        assert send(tier1_rep, url, **CERTIFICATE, **{"attachment-kept": token}).status_code == 302
        other = reverse("firms:certificate_add", args=[tier2.public_id])
        answer = send(tier1_rep, other, **CERTIFICATE, **{"attachment-kept": token})
        assert answer.status_code == 422
        assert "belongs to another case" in answer.content.decode()


class TestOtherPeoplesIds:
    def test_a_cost_item_of_another_application(
        self, drafted_payment: PaymentRequest, tier1_clerk: User, tier1: Firm, technology: Any, send: Any
    ) -> None:
        other = cases.add_cost(cases.draft(drafted_payment.grant.consortium, tier1, tier1_clerk), technology)
        terms = line_terms(drafted_payment.grant, tier1_clerk, n=3)
        terms |= {"cost_item": other.pk, "invoice": file(cases.SMALL_PDF)}
        url = reverse("disbursements:payment_line_add", args=[drafted_payment.public_id])
        for forged in (other.pk, 10**30, "\x00", "1 OR 1=1"):
            answer = send(tier1_clerk, url, **{**terms, "cost_item": forged})
            assert answer.status_code == 422
            assert "cost_item" in answer.context["form"].errors
        assert drafted_payment.lines.count() == 1

    def test_a_receiver_elsewhere(self, grant: Grant, tier1_clerk: User, send: Any) -> None:
        anchor = people.FirmFactory()
        elsewhere = programmes.ConsortiumFactory(call=grant.consortium.call, anchor=anchor)
        subsidised, below = people.FirmFactory(), people.FirmFactory()
        top = cases.draft(elsewhere, subsidised, tier1_clerk)
        rep, officer, approver = people.UserFactory.create_batch(3)
        top = cases.accepted(
            cases.awarded(top, rep=rep, assessor=officer, approver=approver, amount=1_000), rep
        )
        under = cases.draft(elsewhere, below, tier1_clerk, grant_kind="CONTRIBUTION", parent=top.application)
        under = cases.accepted(
            cases.awarded(under, rep=rep, assessor=None, approver=officer, amount=1_000), rep
        )
        url = reverse("disbursements:pass_through_record", args=[grant.public_id])
        typed = {"amount_won": "1", "paid_on": "2026-02-02", "bank_reference": "1"}
        for forged in (under.pk, top.pk, grant.pk):
            answer = send(tier1_clerk, url, **typed, receiver=forged, evidence=file(cases.SMALL_PDF))
            assert "receiver" in answer.context["form"].errors
        assert not PassThrough.objects.exists()

    def test_an_anchor_that_is_not_ones_own(
        self, call: Any, chain_model: Any, anchor: Firm, rival_rep: User, send: Any
    ) -> None:
        url = reverse("programs:consortium_register", args=[call.public_id])
        answer = send(rival_rep, url, name="내 것", anchor=anchor.pk, support_model=chain_model.pk)
        assert "anchor" in answer.context["form"].errors

    def test_a_member_of_another_consortium(
        self, call: Any, consortium: Any, anchor_member: Member, rival: Firm, rival_rep: User, send: Any
    ) -> None:
        elsewhere = programmes.ConsortiumFactory(call=call, anchor=rival)
        theirs = programmes.join(elsewhere, rival)
        url = reverse("programs:member_invite", args=[anchor_member.public_id])
        assert send(rival_rep, url, business_number=rival.business_number).status_code == 404
        from programs.operations import invite_member
        from programs.refusals import NotJoined

        with pytest.raises(NotJoined):
            invite_member(consortium=consortium, firm=rival, upstream=theirs, by=rival_rep, at=MOMENT)


class TestVersions:
    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000, "\x00"])
    def test_forged(self, version: str, tier1: Firm, tier1_rep: User, send: Any) -> None:
        url = reverse("firms:edit", args=[tier1.public_id])
        typed = {"name": "새 이름", "representative_name": "김", "sector": "C24", "region": "busan"}
        answer = send(tier1_rep, url, **typed, address="부산", version=version)
        assert answer.status_code == 422
        tier1.refresh_from_db()
        assert tier1.name == "한빛정밀"
        assert answer.context["form"].errors

    def test_a_second_writer_is_told_and_can_save_again(
        self, tier1: Firm, tier1_rep: User, send: Any
    ) -> None:
        url = reverse("firms:edit", args=[tier1.public_id])
        typed = {"name": "새 이름", "representative_name": "김", "sector": "C24", "region": "busan"}
        stale = tier1.version
        Firm.objects.filter(pk=tier1.pk).update(address="서울")
        answer = send(tier1_rep, url, **typed, address="부산", version=stale)
        assert answer.status_code == 422
        assert "Somebody else changed this record" in answer.content.decode()
        assert "서울" in answer.content.decode()
        version = answer.context["form"]["version"].value()
        assert send(tier1_rep, url, **typed, address="부산", version=version).status_code == 302


class TestRoles:
    @pytest.mark.parametrize("dates", [{"valid_from": TOMORROW}, {"valid_until": YESTERDAY}])
    def test_out_of_their_time(
        self, dates: dict[str, Any], submitted: Application, officer: User, send: Any
    ) -> None:
        RoleAssignment.objects.filter(user=officer).update(**dates)
        officer = User.objects.get(pk=officer.pk)
        typed = {"recommendation": "AWARD", "finding": "적정함", "reason": "적정한 이유"}
        for page in ("assess", "return", "refuse"):
            url = reverse(f"applications:{page}", args=[submitted.public_id])
            assert send(officer, url, **typed).status_code == 404
        submitted.refresh_from_db()
        assert submitted.status == "SUBMITTED"

    def test_on_their_last_day(self, submitted: Application, officer: User, send: Any) -> None:
        RoleAssignment.objects.filter(user=officer).update(valid_until=MOMENT.date())
        url = reverse("applications:assess", args=[submitted.public_id])
        typed = {"recommendation": "AWARD", "finding": "적법하고 적정함"}
        assert send(User.objects.get(pk=officer.pk), url, **typed).status_code == 302

    def test_of_somebody_deactivated_while_signed_in(
        self, submitted: Application, officer: User, visit: Any, browser: Client
    ) -> None:
        url = submitted.get_absolute_url()
        assert visit(officer, url).status_code == 200
        User.objects.filter(pk=officer.pk).update(is_active=False)
        answer = browser.post(reverse("applications:assess", args=[submitted.public_id]))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))

    def test_of_nobody(self, submitted: Application, browser: Client) -> None:
        assert AnonymousUser().is_anonymous
        for page in ("assess", "award", "withdraw"):
            answer = browser.post(reverse(f"applications:{page}", args=[submitted.public_id]))
            assert answer.url.startswith(reverse("account_login"))

    def test_an_auditor_and_a_stranger_send_everything(
        self,
        released_payment: PaymentRequest,
        linked_grant: Grant,
        auditor: User,
        other_officer: User,
        send: Any,
    ) -> None:
        before = Transfer.objects.count()
        payment, application = released_payment, released_payment.grant.application
        sent = [
            ("disbursements:payment_confirm", payment),
            ("disbursements:payment_return", payment),
            ("disbursements:payment_release", payment),
            ("disbursements:pass_through_record", payment.grant),
            ("disbursements:gift_use_record", linked_grant),
            ("applications:award", application),
            ("applications:refuse", application),
            ("firms:edit", payment.grant.firm),
            ("firms:clerk_add", payment.grant.firm),
        ]
        for page, case in sent:
            url = reverse(page, args=[case.public_id])
            assert send(auditor, url, amount_won="1").status_code == 403, page
            assert send(other_officer, url, amount_won="1").status_code in (403, 404), page
        assert Transfer.objects.count() == before


class TestAwards:
    def award(self, application: Application, by: User, **terms: Any) -> Application:
        given = {"amount": 120_000_000, "reason": "선정", "effective_on": MOMENT.date(), **terms}
        return operations.award(application=application, **given, by=by, at=MOMENT)

    def test_no_day_is_out_of_the_caps_reach(
        self, assessed: Application, funded_call: Any, approving_officer: User
    ) -> None:
        """A decision dated before the caps were in force, or after, would not meet them."""
        change_rules(1_000_000, kind="CAP_CONSORTIUM", cost_kind="")
        for day in (dt.date(2025, 12, 31), dt.date(9999, 12, 31), MOMENT.date()):
            with pytest.raises(Refusal):
                self.award(assessed, approving_officer, effective_on=day)

    def test_a_second_click(
        self, assessed: Application, funded_call: Any, approving_officer: User, send: Any
    ) -> None:
        url = reverse("applications:award", args=[assessed.public_id])
        typed = {"amount": "120,000,000", "reason": "선정 결과", "effective_on": "2026-02-02"}
        assert send(approving_officer, url, **typed).status_code == 302
        second = send(approving_officer, url, **typed)
        assert second.status_code == 422
        assert "This step was not taken" in second.content.decode()
        assert Transfer.objects.filter(key__startswith="award:").count() == 1


class TestArrived:
    @pytest.mark.parametrize(("typed", "words"), [("20,000,001", "can't have arrived"), ("1", "dispute it")])
    def test_another_amount_than_was_sent(
        self, typed: str, words: str, pass_on: Any, tier2_rep: User, send: Any
    ) -> None:
        url = reverse("disbursements:pass_through_confirm", args=[pass_on().public_id])
        answer = send(tier2_rep, url, amount_won=typed)
        assert answer.status_code == 422
        assert words in answer.content.decode().replace("&#x27;", "'")
        assert answer.context["form"]["amount_won"].value() == typed


class TestCosts:
    def test_a_kind_or_technology_that_is_none(
        self, draft: Application, tier1_clerk: User, send: Any
    ) -> None:
        url = reverse("applications:cost_item_add", args=[draft.public_id])
        for asked in ("?kind=BRIBE", "?kind=EQUIPMENT&technology=%00", "?kind=%00", ""):
            answer = send(tier1_clerk, url + asked, **ITEM, quote=file(cases.SMALL_PDF))
            assert answer.status_code == 200
        assert draft.cost_items.count() == 1
