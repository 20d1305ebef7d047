"""Who sees which firm, and whose papers."""

import pytest
from django.contrib.auth.models import AnonymousUser

from firms.models import Firm, SizeCertificate
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def names(user: object, moment: object) -> set[str]:
    return set(Firm.objects.visible_to(user, moment).values_list("name", flat=True))


class TestFirmsVisibleTo:
    def test_officials_and_auditors_see_all(self, officer, auditor, tier1, rival, moment):
        assert names(officer, moment) == names(auditor, moment) == {"한빛정밀", "경쟁산업"}

    def test_people_of_a_firm_see_their_own_and_their_consortium(
        self, tier1_clerk, tier1_member, tier2_member, rival, moment
    ):
        assert names(tier1_clerk, moment) == {"대한자동차", "한빛정밀", "가온열처리"}

    def test_a_firm_that_declined_sees_its_own_only(self, tier2_rep, tier2_member, moment):
        tier2_member.move_to("LEFT", by=tier2_rep, at=moment)
        assert names(tier2_rep, moment) == {"가온열처리"}

    def test_outsiders_see_nothing_of_others(self, rival_rep, tier1_member, reviewer, verifier, moment):
        assert names(rival_rep, moment) == {"경쟁산업"}
        for person in (reviewer, verifier, UserFactory(), AnonymousUser()):
            assert names(person, moment) == set()


class TestCertificatesVisibleTo:
    def test_partners_do_not_read_each_others_papers(
        self, tier1_rep, anchor_rep, tier1_member, officer, moment
    ):
        def owners(user: object) -> set[str]:
            return set(SizeCertificate.objects.visible_to(user, moment).values_list("firm__name", flat=True))

        assert owners(tier1_rep) == {"한빛정밀"}
        assert owners(anchor_rep) == {"대한자동차"}
        assert owners(officer) == {"한빛정밀", "대한자동차"}
        assert owners(AnonymousUser()) == set()
