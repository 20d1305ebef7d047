"""The web's old tricks: redirects, sessions, forgery, headers, markup in documents, talkative pages."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from applications.models import Application
from core.inbox.models import Item
from core.inbox.operations import open_item, person
from core.inbox.tasks import send_inbox_email
from core.jobs.models import Job
from core.users.models import User
from firms.models import Firm
from reporting.documents import pdf
from tests.documents.made import html_of
from tests.factories import people
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

PASSWORD = "Zx9!kqwerty-long"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
    "\x00//evil.example",
    "https://testserver@evil.example/",
]


@pytest.fixture
def somebody() -> User:
    return User.objects.create_user("somebody@example.kr", PASSWORD, name="아무개")


def signed_in(client: Client, **more: Any) -> Any:
    return client.post(
        reverse("account_login"), {"login": "somebody@example.kr", "password": PASSWORD, **more}
    )


class TestRedirects:
    @pytest.mark.parametrize("target", ELSEWHERE)
    def test_lead_nowhere_else(self, target: str, somebody: User, browser: Client) -> None:
        for answer in (
            browser.post(reverse("set_language"), {"language": "en", "next": target}),
            browser.post(f"{reverse('account_login')}", {"login": "x", "password": "y", "next": target}),
            signed_in(browser, next=target),
            browser.post(reverse("account_logout"), {"next": target}),
        ):
            assert answer.status_code in (200, 302, 204)
            assert "evil" not in answer.get("Location", "")
            assert "javascript" not in answer.get("Location", "")

    def test_a_language_that_is_none(self, browser: Client) -> None:
        for language in ("../../etc", "\x00", "x" * 1000, "kl"):
            assert browser.post(reverse("set_language"), {"language": language}).status_code == 302


class TestSessions:
    def test_signing_in_changes_the_key(self, somebody: User, browser: Client) -> None:
        browser.post(reverse("set_language"), {"language": "en"})
        session = browser.session
        session["planted"] = "by the attacker"
        session.save()
        before = session.session_key
        browser.cookies["sessionid"] = before
        assert signed_in(browser).status_code == 302
        assert browser.session.session_key != before

    def test_forms_of_other_sites_are_refused(self, tier1: Firm, tier1_rep: User) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(tier1_rep, backend="django.contrib.auth.backends.ModelBackend")
        for name in ("firms:edit", "firms:clerk_add", "firms:certificate_add"):
            assert strict.post(reverse(name, args=[tier1.public_id])).status_code == 403
        assert strict.post(reverse("account_login")).status_code == 403
        assert strict.post(reverse("set_language"), {"language": "en"}).status_code == 403

    def test_nobody_takes_somebody_elses_address(
        self, somebody: User, officer: User, browser: Client
    ) -> None:
        signed_in(browser)
        for action in (
            {"action_add": "", "email": officer.email},
            {"action_primary": "", "email": officer.email},
        ):
            assert browser.post(reverse("account_email"), action).status_code in (200, 302)
        somebody.refresh_from_db()
        assert somebody.email == "somebody@example.kr"
        assert not somebody.emailaddress_set.filter(email=officer.email).exists()

    def test_signing_up_twice_with_one_address(self, officer: User, browser: Client) -> None:
        typed = {"name": "나", "password1": PASSWORD, "password2": PASSWORD}
        answer = browser.post(reverse("account_signup"), {**typed, "email": officer.email.upper()})
        assert answer.status_code in (200, 302)
        assert User.objects.filter(email__iexact=officer.email).count() == 1
        assert "_auth_user_id" not in browser.session


class TestHeaders:
    @pytest.mark.parametrize(
        "about", ["a\nBcc: x@y.kr", "a\r\nBcc: x", "가\x0bBcc: x", "a\x0bBcc: x", "a\x1c\u2028Bcc: x"]
    )
    def test_no_name_makes_a_header(self, about: str, officer: User, tier1: Firm) -> None:
        item: Item = open_item(
            key="attack",
            kind="clerk_added",
            subject=tier1,
            subject_kind="firm",
            about=about,
            to=person(officer),
            at=MOMENT,
            is_notice=True,
        )

        class Progress:
            job = Job(result={})

            def remember(self, **_: Any) -> None: ...

        send_inbox_email(Progress(), item_id=item.pk)  # type: ignore[arg-type]
        (letter,) = mail.outbox
        raw = letter.message().as_bytes()
        headers = raw.split(b"\n\n")[0]
        assert not [line for line in headers.splitlines() if line.lower().lstrip().startswith(b"bcc")]
        assert len(letter.recipients()) == 1

    def test_no_name_makes_a_line_of_a_letter(self, officer: User, tier1: Firm) -> None:
        """A firm's title stands in officials' letters: nothing in it looks like the office's own words."""
        about = "교체\n\nOverdue (1)\n- Pay at once\n  https://office.example/pay\u2028now"
        terms = {"key": "attack", "kind": "clerk_added", "subject": tier1, "subject_kind": "firm"}
        item = open_item(**terms, about=about, to=person(officer), at=MOMENT, is_notice=True)
        assert item.about == "교체 Overdue (1) - Pay at once https://office.example/pay now"

    def test_pages_say_what_browsers_must_not_do(self, officer: User, visit: Any) -> None:
        answer = visit(officer, "/")
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_a_forged_host(self, browser: Client) -> None:
        assert browser.get("/", headers={"host": "evil.example"}).status_code == 400


class TestDocuments:
    def test_markup_typed_in_a_purpose_stays_text(
        self, selected_plan: Application, drafted_application: Application, officer: User, tmp_path: Any
    ) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("the secret")
        evil = f"<img src='file://{secret}'><link rel=attachment href='file://{secret}'><script>1</script>"
        Application.objects.update(purpose=evil, title=f"<b>{evil}"[:160])
        Firm.objects.update(name="<style>@import 'file:///etc/passwd'</style>", address=evil[:200])
        html = html_of(selected_plan.consortium, "en")
        for tag in ("<img", "<link rel=attachment", "<script", "<style>@import"):
            assert tag not in html

    def test_nothing_is_fetched_even_if_markup_came_through(self, tmp_path: Any) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("the secret")
        html = f"<p>x<img src='file://{secret}'><link rel=attachment href='file://{secret}'>"
        assert b"EmbeddedFile" not in pdf.draw(html).data


class TestTalk:
    def test_health_says_no_more_than_it_must(self, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        from core.jobs import health

        def fail() -> str:
            raise RuntimeError("unix://:password@/run/redis.sock")

        for part in ("_database", "_broker", "_worker"):
            monkeypatch.setattr(health, part, fail)
        answer = browser.get("/healthz")
        assert answer.status_code == 503
        assert "password" not in answer.content.decode()
        assert browser.post("/healthz").status_code == 405

    def test_only_the_methods_meant(
        self, officer: User, tier1: Firm, call: Any, visit: Any, browser: Client
    ) -> None:
        assert visit(officer, reverse("tallies:make", args=[call.program.public_id])).status_code == 405
        assert browser.post(reverse("dashboards:home")).status_code == 405
        assert browser.delete(reverse("dashboards:firm", args=[tier1.public_id])).status_code == 405
        for path in (
            "/documents/../../etc/passwd",
            "/static/../config/settings/base.py",
            "/firms/%2e%2e/edit/",
        ):
            assert browser.get(path).status_code == 404

    def test_somebody_without_any_role(self, visit: Any, grant: Any) -> None:
        nobody = people.UserFactory()
        for case in (grant, grant.application, grant.firm, grant.consortium):
            url = case.get_absolute_url()
            assert visit(nobody, url).status_code == 404
