"""Reading people."""

from core.users.models import User

SYSTEM_EMAIL = "system@office.invalid"


def system_user() -> User:
    """Return the one who acts in set-up: nobody's sign-in, without a password and without a role."""
    found = User.objects.filter(email=SYSTEM_EMAIL).first()
    return found or User.objects.create_user(SYSTEM_EMAIL, None, name="시스템 (System)", is_active=False)
