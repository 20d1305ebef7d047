"""Who signs in, for which office, in which role, over what, from when until when."""

import datetime as dt
from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.users.scopes import Permission, ScopeKind, Scopes, role_table
from core.workflow import clock
from core.workflow.models import PublicIdField, Versioned, VersionedQuerySet, counts_versions, tracked

#: address of the one who acts in set-up; its name is said in the reader's language
SYSTEM_EMAIL = "system@office.invalid"


class Role(models.TextChoices):
    OFFICER = "OFFICER", _("Ministry officer")
    AGENCY_OFFICER = "AGENCY_OFFICER", _("Delegated agency officer")
    APPROVING_OFFICER = "APPROVING_OFFICER", _("Approving officer")
    PAYING_OFFICER = "PAYING_OFFICER", _("Paying officer")
    OFFICE_LEAD = "OFFICE_LEAD", _("Head of the office")
    REVIEWER = "REVIEWER", _("Expert reviewer")
    VERIFIER = "VERIFIER", _("GHG verifier")
    AUDITOR = "AUDITOR", _("Auditor")
    REPRESENTATIVE = "REPRESENTATIVE", _("Representative of a firm")
    CLERK = "CLERK", _("Clerk of a firm")


#: roles of officials who act on payments, and who can be stood in for
OFFICIALS = (Role.OFFICER, Role.AGENCY_OFFICER, Role.APPROVING_OFFICER, Role.PAYING_OFFICER)


class OfficeKind(models.TextChoices):
    MINISTRY = "MINISTRY", _("Ministry")
    AGENCY = "AGENCY", _("Delegated agency")


@tracked
class Office(models.Model):
    """A ministry or a delegated agency; its officers see the programmes it runs."""

    public_id = PublicIdField()
    code = models.SlugField(unique=True, db_comment="Short stable name used in data files")
    kind = models.CharField(max_length=16, choices=OfficeKind, db_comment="Ministry or delegated agency")
    name_ko = models.CharField(_("name (Korean)"), max_length=120, db_comment="Name in Korean")
    name_en = models.CharField(_("name (English)"), max_length=120, db_comment="Name in English")

    class Meta:
        db_table_comment = "Ministries and delegated agencies"
        constraints: ClassVar = [
            models.CheckConstraint(name="users_office_kind", condition=Q(kind__in=OfficeKind.values))
        ]

    def __str__(self) -> str:
        from django.utils.translation import get_language

        return self.name_en if get_language() == "en" else self.name_ko


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Create a user who signs in by e-mail address."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@tracked
class User(AbstractBaseUser):
    """A person. What they may do comes from role assignments alone."""

    #: a password is nobody's history, and a sign-in is no change of the person
    untracked: ClassVar = ["password", "last_login"]

    public_id = PublicIdField()
    password = models.CharField(_("password"), max_length=128, db_comment="Salted hash of the password")
    last_login = models.DateTimeField(
        _("last sign-in"), blank=True, null=True, db_comment="Moment of the last sign-in"
    )
    email = models.EmailField(_("e-mail address"), unique=True, db_comment="Signs in with this address")
    name = models.CharField(_("name"), max_length=80, db_comment="The person's name")
    office = models.ForeignKey(
        Office, null=True, blank=True, on_delete=models.PROTECT, db_comment="The office an official works for"
    )
    language = models.CharField(
        max_length=2,
        default="ko",
        choices=[("ko", "한국어"), ("en", "English")],
        db_comment="Language of letters to this person",
    )
    is_active = models.BooleanField(default=True, db_comment="May sign in")

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        db_table_comment = "People who sign in"
        constraints: ClassVar = [
            models.CheckConstraint(name="users_user_language", condition=Q(language__in=["ko", "en"])),
            # One spelling of an address, or two people could share it.
            models.CheckConstraint(name="users_user_email_lower", condition=Q(email=Lower("email"))),
        ]

    def __str__(self) -> str:
        if self.email == SYSTEM_EMAIL:
            return gettext("System")
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    @cached_property
    def _assignments(self) -> list["RoleAssignment"]:
        # sorted here: what was fetched along for many people is not read again for each
        return sorted(self.assignments.all(), key=lambda one: one.pk)

    def forget_assignments(self) -> None:
        """Read the role assignments anew at the next question (after one was added in this process)."""
        self.__dict__.pop("_assignments", None)
        getattr(self, "_prefetched_objects_cache", {}).pop("assignments", None)

    def assignments_on(self, day: dt.date) -> list["RoleAssignment"]:
        """Return the assignments in force on `day`; one query per user object."""
        return [a for a in self._assignments if a.is_valid_on(day)]

    def scopes(self, permission: Permission, day: dt.date) -> Scopes:
        """Return everything over which this person holds `permission` on `day`."""
        table = role_table()
        return Scopes.of_pairs(
            (a.scope_kind, a.scope_id) for a in self.assignments_on(day) if permission in table[Role(a.role)]
        )

    def scopes_in(self, roles: set[str], day: dt.date) -> Scopes:
        """Return everything over which this person has one of `roles` on `day`."""
        return Scopes.of_pairs(
            (a.scope_kind, a.scope_id) for a in self.assignments_on(day) if a.role in roles
        )

    def has_role(self, role: str, day: dt.date) -> bool:
        """Say whether this person has `role` over anything on `day`."""
        return any(a.role == role for a in self.assignments_on(day))


@tracked
class RoleAssignment(models.Model):
    """One role over one scope (kind, id) for some time."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="assignments", db_comment="Who holds the role"
    )
    role = models.CharField(max_length=20, choices=Role, db_comment="Which role")
    scope_kind = models.CharField(
        max_length=16, choices=ScopeKind, db_comment="Kind of thing the role is held over"
    )
    scope_id = models.BigIntegerField(default=0, db_comment="Id of that thing; 0 for everything")
    valid_from = models.DateField(db_comment="First day of the role")
    valid_until = models.DateField(
        null=True, blank=True, db_comment="Last day of the role; empty while it lasts"
    )
    assigned_at = models.DateTimeField(db_comment="When the role was given")
    assigned_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who gave it; empty for set-up",
    )

    class Meta:
        db_table_comment = "Roles of people, with scope and dates"
        constraints: ClassVar = [
            models.CheckConstraint(name="users_roleassignment_role", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="users_roleassignment_scope", condition=Q(scope_kind__in=ScopeKind.values)
            ),
            models.CheckConstraint(
                name="users_roleassignment_dates",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="users_roleassignment_everything",
                condition=Q(scope_kind="EVERYTHING", scope_id=0)
                | (~Q(scope_kind="EVERYTHING") & Q(scope_id__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def is_valid_on(self, day: dt.date) -> bool:
        """Say whether the role is held on `day`."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class DelegationQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return those that a person gave or has, and those of the people of an office that they lead."""
        led = user.scopes_in({Role.OFFICE_LEAD}, clock.day(at or clock.now()))
        own = Q(giver=user) | Q(stand_in=user)
        offices = led.of(ScopeKind.OFFICE)
        return self if led.everything else self.filter(own | Q(office_id__in=offices))

    def standing(self, day: dt.date) -> Self:
        """Return those in force on `day`."""
        return self.filter(valid_from__lte=day, valid_until__gte=day, revoked_at__isnull=True)

    def with_names(self) -> Self:
        """Fetch along who gave it to whom."""
        return self.select_related("giver", "stand_in", "made_by", "revoked_by", "office")


@tracked
class Delegation(Versioned):
    """One person acts for another on payments in one role for some time; what is done, both have done."""

    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="delegations", db_comment="Of which office"
    )
    giver = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="delegations", db_comment="Who is stood in for"
    )
    stand_in = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="stands_in", db_comment="Who acts for them"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, db_comment="In which role")
    valid_from = models.DateField(_("from"), db_comment="First day")
    valid_until = models.DateField(_("until"), db_comment="Last day; a delegation always ends")
    reason = models.CharField(_("reason"), max_length=200, db_comment="Why, for instance leave")
    made_at = models.DateTimeField(db_comment="When it was made")
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", db_comment="Who made it: the giver or the lead"
    )
    revoked_at = models.DateTimeField(null=True, db_comment="When it was taken back")
    revoked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_comment="Who took it back"
    )

    objects: ClassVar[Any] = DelegationQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Who stands in for whom on payments"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="users_delegation_role", condition=Q(role__in=OFFICIALS)),
            models.CheckConstraint(
                name="users_delegation_dates", condition=Q(valid_until__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="users_delegation_two_people",
                condition=~Q(stand_in=F("giver")) & ~Q(made_by=F("stand_in")),
            ),
            models.CheckConstraint(
                name="users_delegation_revoked",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            pgtrigger.Protect(name="delegation_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="delegation_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF (NEW.giver_id, NEW.stand_in_id, NEW.role, NEW.valid_from, NEW.valid_until)"
                    " IS DISTINCT FROM"
                    " (OLD.giver_id, OLD.stand_in_id, OLD.role, OLD.valid_from, OLD.valid_until)"
                    " OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN"
                    " RAISE EXCEPTION 'delegation_fixed: it is revoked, never changed'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.stand_in}"
