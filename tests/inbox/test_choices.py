"""How people choose to be told: respected, their own, and never of what the law wants served."""

import pytest

from core.inbox import operations
from core.inbox.models import Choice
from core.inbox.operations import office as to_office
from core.inbox.refusals import AlwaysByLaw, NoSuchKind
from core.inbox.registry import How
from core.users.models import Role
from tests.factories.people import MOMENT
from tests.inbox.clockwork import DUE, letters, on, strike, work_off

pytestmark = pytest.mark.django_db


class TestChoices:
    def test_are_respected(self, opened, office, officer, second_officer, monkeypatch):
        operations.choose(choices={"test": How.INBOX}, by=officer, at=MOMENT)
        opened(to=to_office(office.pk, Role.OFFICER))
        work_off("inbox_email")
        strike(on(DUE))
        work_off("inbox_reminder")

        assert {to for to, _subject in letters()} == {second_officer.email}

    def test_do_not_count_for_what_the_law_wants_served(self, opened, office, officer):
        Choice.objects.create(user=officer, kind="decided", how=How.INBOX)
        opened(kind="decided", to=to_office(office.pk, Role.OFFICER))
        work_off("inbox_email")

        assert [to for to, _subject in letters()] == [officer.email]

    @pytest.mark.parametrize(
        ("choices", "refusal"),
        [
            ({"decided": "INBOX"}, AlwaysByLaw),
            ({"decided": "AT_ONCE"}, AlwaysByLaw),
            ({"never_heard_of": "INBOX"}, NoSuchKind),
            ({"test": "BY_PIGEON"}, NoSuchKind),
        ],
    )
    def test_that_cannot_be_are_refused(self, officer, choices, refusal):
        with pytest.raises(refusal):
            operations.choose(choices=choices, by=officer, at=MOMENT)

        assert not Choice.objects.exists()


class TestPage:
    URL = "/inbox/choices/"

    def test_keeps_what_one_chooses_for_oneself_alone(self, client, officer, second_officer):
        client.force_login(officer)
        fields = client.get(self.URL).context["form"].initial
        answer = client.post(f"{self.URL}?user={second_officer.pk}", {
            **fields, "check_payment": "DIGEST", "user": second_officer.pk, "user_id": second_officer.pk,
        })  # fmt: skip

        assert answer.status_code == 302
        assert list(Choice.objects.values_list("user", "kind", "how")) == [
            (officer.pk, "check_payment", "DIGEST")
        ]
        assert 'value="DIGEST" selected' in client.get(self.URL).content.decode()

    def test_shows_each_what_can_reach_them_and_fixes_what_is_by_law(self, client, officer, tier1_rep):
        shown = {}
        for user in (officer, tier1_rep):
            client.force_login(user)
            page = client.get(self.URL)
            shown[user] = {
                kind.code: field for _head, rows in page.context["form"].sections() for kind, field in rows
            }

        assert "check_payment" in shown[officer]
        assert "check_payment" not in shown[tier1_rep]
        assert "accept_award" not in shown[officer]
        assert shown[tier1_rep]["accept_award"] is None

    @pytest.mark.parametrize("bad", [{"check_payment": "BY_PIGEON"}, {"check_payment": ""}, {}])
    def test_takes_nothing_it_does_not_offer(self, client, officer, bad):
        client.force_login(officer)
        answer = client.post(self.URL, bad)

        assert answer.status_code == 422
        assert not Choice.objects.exists()

    def test_does_not_switch_off_the_law(self, client, tier1_rep):
        client.force_login(tier1_rep)
        fields = {**client.get(self.URL).context["form"].initial, "accept_award": "INBOX"}
        client.post(self.URL, fields)

        assert not Choice.objects.exists()
