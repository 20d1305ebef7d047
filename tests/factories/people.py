"""Offices, people, firms."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from core.users.models import Office, Role, RoleAssignment, User
from core.users.scopes import ScopeKind
from firms.models import Firm, Membership, SizeCertificate, SizeClass

SEOUL = ZoneInfo("Asia/Seoul")
#: the moment at which the tests play, before all deadlines of the test call
MOMENT = dt.datetime(2026, 2, 2, 10, 0, tzinfo=SEOUL)
FIRST_DAY = dt.date(2026, 1, 1)
FAR_AWAY = dt.date(2098, 12, 31)


def business_number(n: int) -> str:
    """Return the n-th stand-in business number, with a valid check digit (domain.md §3)."""
    digits = [int(d) for d in f"{100_000_000 + n:09d}"]
    total = sum(d * w for d, w in zip(digits, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True)) + digits[8] * 5 // 10
    return "".join(map(str, digits)) + str((10 - total % 10) % 10)


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = Office

    code = factory.Sequence(lambda n: f"office-{n}")
    kind = "MINISTRY"
    name_ko = factory.Sequence(lambda n: f"시험부 {n}")
    name_en = factory.Sequence(lambda n: f"Test ministry {n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.kr")
    name = factory.Sequence(lambda n: f"사람 {n}")
    password = "!"


def with_role(role: str, scope_kind: str = ScopeKind.EVERYTHING, scope_id: int = 0, **extra: Any) -> User:
    """Make a person who holds one role since the first day of 2026."""
    user = UserFactory(**extra)
    give_role(user, role, scope_kind, scope_id)
    return user


def give_role(user: User, role: str, scope_kind: str, scope_id: int) -> RoleAssignment:
    """Give a person one more role since the first day of 2026."""
    user.forget_assignments()
    return RoleAssignment.objects.create(
        user=user,
        role=role,
        scope_kind=scope_kind,
        scope_id=scope_id,
        valid_from=FIRST_DAY,
        assigned_at=MOMENT,
    )


class FirmFactory(DjangoModelFactory):
    class Meta:
        model = Firm

    name = factory.Sequence(lambda n: f"시험기업 {n}")
    business_number = factory.Sequence(lambda n: business_number(1000 + n))
    representative_name = "김대표"
    sector = "C24"
    region = "busan"
    address = "부산광역시 강서구 시험로 1"
    registered_at = MOMENT
    registered_by = factory.SubFactory(UserFactory)


def certify(firm: Firm, size_class: str = SizeClass.SME) -> SizeCertificate:
    """Give a firm a certificate that is valid for all the tests."""
    return SizeCertificate.objects.create(
        firm=firm,
        size_class=size_class,
        number=f"CERT-{firm.pk}",
        issued_on=FIRST_DAY,
        valid_until=FAR_AWAY,
        recorded_at=MOMENT,
        recorded_by=firm.registered_by,
    )


def person_of(firm: Firm, role: str = Role.REPRESENTATIVE, **extra: Any) -> User:
    """Make a person who acts for a firm."""
    user = UserFactory(**extra)
    assignment = give_role(user, role, ScopeKind.FIRM, firm.pk)
    Membership.objects.create(firm=firm, user=user, assignment=assignment)
    return user
