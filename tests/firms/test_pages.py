"""The pages of this room, from signing up to the first clerk."""

import datetime as dt

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.evidence.models import Attachment
from core.users.models import User
from firms.models import Firm, SizeCertificate
from firms.operations import add_certificate
from tests.factories.cases import SMALL_PDF, paper
from tests.factories.people import UserFactory, certify

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-42"
FIRM = {
    "name": "한빛정밀",
    "business_number": "124-81-00998",
    "corporate_number": "",
    "representative_name": "윤대표",
    "sector": "C24",
    "region": "busan",
    "address": "부산광역시 강서구",
}


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestSigningUp:
    def test_asks_for_the_name_first_and_leads_to_registering_the_firm(self, client):
        form = client.get(reverse("account_signup")).context["form"]
        assert list(form.fields)[:2] == ["name", "email"]
        details = {
            "name": "신나라",
            "email": "New@Firm.example",
            "password1": PASSWORD,
            "password2": PASSWORD,
        }
        response = client.post(reverse("account_signup"), details)
        assert response.url == reverse("firms:register")
        user = User.objects.get()
        assert (user.name, user.email, user.language) == ("신나라", "new@firm.example", "en")

    def test_keeps_what_was_typed_when_something_is_missing(self, client):
        response = client.post(reverse("account_signup"), {"email": "new@firm.example", "name": ""})
        assert response.context["form"]["email"].value() == "new@firm.example"
        assert response.context["form"].errors["name"]
        assert not User.objects.exists()

    def test_signing_in_leads_home_those_who_act_for_a_firm(self, client, tier1_rep):
        newcomer = UserFactory(email="nobody@example.kr")
        for user, leads_to in ((tier1_rep, "/"), (newcomer, reverse("firms:register"))):
            user.set_password(PASSWORD)
            user.save()
            response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
            assert response.url == leads_to
            client.logout()


class TestRegisterPage:
    address = "/firms/register/"

    def test_asks_strangers_to_sign_in_and_refuses_officials(self, client, officer):
        assert client.get(self.address).status_code == 302
        assert signed_in(client, officer).get(self.address).status_code == 403

    def test_registers_the_firm_and_goes_on_to_its_certificate(self, client):
        signed_in(client, UserFactory(name="윤대표"))
        page = client.get(self.address)
        assert page.status_code == 200
        assert "윤대표" in page.content.decode()
        response = client.post(self.address, FIRM)
        firm = Firm.objects.get()
        assert response.url == reverse("firms:certificate_add", args=[firm.public_id])
        assert client.get(response.url).status_code == 200

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            ("124-81-00999", "The last digit does not fit the other nine"),
            ("124-81-0099", "this one has 9"),
            ("하나둘셋", "has digits and hyphens only"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, client, number, words):
        signed_in(client, UserFactory())
        response = client.post(self.address, FIRM | {"business_number": number})
        text = response.content.decode()
        assert response.status_code == 422
        assert words in text
        assert f'value="{number}"' in text
        assert 'value="부산광역시 강서구"' in text

    def test_says_that_a_firm_is_registered(self, client, tier1):
        signed_in(client, UserFactory())
        response = client.post(self.address, FIRM | {"business_number": tier1.business_number})
        assert response.status_code == 422
        assert "is already registered. Ask its representative" in response.content.decode()

    def test_warns_of_a_corporate_number_but_takes_it(self, client):
        signed_in(client, UserFactory())
        response = client.post(self.address, FIRM | {"corporate_number": "110111-0000003"}, follow=True)
        assert Firm.objects.get().corporate_number == "1101110000003"
        assert "Saved, but the last digit of the corporate number" in response.content.decode()

    def test_refuses_a_region_that_is_not_on_the_list(self, client):
        signed_in(client, UserFactory())
        assert client.post(self.address, FIRM | {"region": "pyongyang"}).status_code == 422


class TestEditPage:
    def test_shows_the_record_and_tells_the_second_writer(self, client, tier1, tier1_clerk):
        address = reverse("firms:edit", args=[tier1.public_id])
        page = signed_in(client, tier1_clerk).get(address)
        assert page.context["form"]["name"].value() == "한빛정밀"
        typed = {name: FIRM[name] for name in ("representative_name", "sector", "region", "address")}
        assert client.post(address, {**typed, "name": "하나", "version": 1}).status_code == 302
        late = client.post(address, {**typed, "name": "둘", "version": 1})
        assert late.status_code == 422
        assert "Somebody else changed this record" in late.content.decode()
        assert 'value="둘"' in late.content.decode()

    def test_takes_up_that_the_firm_joined_the_trading_scheme_and_left_it(self, client, tier1, tier1_clerk):
        address = reverse("firms:edit", args=[tier1.public_id])
        typed = {name: FIRM[name] for name in ("name", "representative_name", "sector", "region", "address")}
        signed_in(client, tier1_clerk).post(address, {**typed, "version": 1, "is_in_trading_scheme": "on"})
        tier1.refresh_from_db()
        assert tier1.is_in_trading_scheme
        assert client.get(address).context["form"]["is_in_trading_scheme"].value() is True
        client.post(address, {**typed, "version": tier1.version})
        tier1.refresh_from_db()
        assert not tier1.is_in_trading_scheme

    def test_is_not_there_for_others_and_not_for_officials(self, client, tier1, rival_rep, officer):
        address = reverse("firms:edit", args=[tier1.public_id])
        assert signed_in(client, rival_rep).get(address).status_code == 404
        assert signed_in(client, officer).get(address).status_code == 403


class TestCertificatePage:
    typed = {"size_class": "SME", "number": "A-1", "issued_on": "2026-01-05", "valid_until": "2027-03-31"}

    def address(self, firm: Firm) -> str:
        return reverse("firms:certificate_add", args=[firm.public_id])

    def test_takes_the_certificate_with_its_file(self, client, tier1, tier1_clerk):
        file = SimpleUploadedFile("확인서.pdf", SMALL_PDF)
        response = signed_in(client, tier1_clerk).post(
            self.address(tier1), {**self.typed, "attachment": file}
        )
        assert response.status_code == 302
        assert SizeCertificate.objects.get(number="A-1").attachment.filename == "확인서.pdf"

    def test_keeps_the_file_while_a_date_is_put_right(self, client, tier1, tier1_clerk):
        file = SimpleUploadedFile("확인서.pdf", SMALL_PDF)
        wrong = {**self.typed, "valid_until": "2025-12-31", "attachment": file}
        response = signed_in(client, tier1_clerk).post(self.address(tier1), wrong)
        assert response.status_code == 422
        assert "ends before it was issued" in response.content.decode()
        token = (
            response.context["form"].fields["attachment"].widget.get_context("attachment", None, {})["token"]
        )
        assert token
        again = client.post(self.address(tier1), {**self.typed, "attachment-kept": token})
        assert again.status_code == 302
        assert Attachment.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("../../x.pdf", b"MZ", "not one of"),
            ("leer.pdf", b"", "empty"),
            ("x.exe", b"\x00\x01", "not one of"),
        ],
    )
    def test_refuses_other_files(self, client, tier1, tier1_clerk, name, content, words):
        file = SimpleUploadedFile(name, content)
        response = signed_in(client, tier1_clerk).post(
            self.address(tier1), {**self.typed, "attachment": file}
        )
        assert response.status_code == 422
        assert words in response.content.decode()
        assert not SizeCertificate.objects.filter(number="A-1").exists()


class TestCertificateFile:
    def test_is_for_the_firm_and_the_office(
        self, client, tier1, tier1_rep, anchor_rep, tier1_member, officer
    ):
        certificate = certify(tier1)
        SizeCertificate.objects.bulk_create(
            [
                SizeCertificate(
                    firm=tier1,
                    size_class="SME",
                    number="F-1",
                    issued_on=certificate.issued_on,
                    valid_until=certificate.valid_until,
                    attachment=paper(tier1_rep),
                    recorded_at=dt.datetime(2026, 2, 2, tzinfo=dt.UTC),
                    recorded_by=tier1_rep,
                )
            ]
        )
        address = reverse("firms:certificate_file", args=[Attachment.objects.get().public_id])
        assert client.get(address).status_code == 302
        assert signed_in(client, anchor_rep).get(address).status_code == 404
        for reader in (tier1_rep, officer):
            response = signed_in(client, reader).get(address)
            assert response.status_code == 200
            assert b"".join(response.streaming_content) == SMALL_PDF

    def test_is_found_when_it_proves_two_certificates(self, client, tier1, tier1_rep, moment):
        proof = paper(tier1_rep)
        for number in ("F-1", "F-2"):
            add_certificate(
                firm=tier1,
                size_class="SME",
                number=number,
                issued_on=moment.date(),
                valid_until=moment.date(),
                attachment=proof,
                by=tier1_rep,
                at=moment,
            )
        address = reverse("firms:certificate_file", args=[proof.public_id])
        assert signed_in(client, tier1_rep).get(address).status_code == 200


class TestClerkPage:
    def test_is_for_the_representative(self, client, tier1, tier1_rep, tier1_clerk):
        address = reverse("firms:clerk_add", args=[tier1.public_id])
        assert signed_in(client, tier1_clerk).get(address).status_code == 403
        response = signed_in(client, tier1_rep).post(
            address, {"name": "새 실무", "user_email": "c@example.kr"}
        )
        assert response.status_code == 302
        assert User.objects.get(email="c@example.kr").memberships.get().firm == tier1
        client.logout()
        client.post(reverse("account_reset_password"), {"email": "c@example.kr"})
        assert "c@example.kr" in [to for letter in mail.outbox for to in letter.to]
        signed_in(client, tier1_rep)
        twice = client.post(address, {"name": "새 실무", "user_email": "c@example.kr"})
        assert twice.status_code == 422
        assert "already acts for this firm" in twice.content.decode()
