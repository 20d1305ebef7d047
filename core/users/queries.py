"""Reading people."""

from core.users.models import SYSTEM_EMAIL, User


def system_user() -> User:
    """Return the one who acts in set-up: nobody's sign-in, without a password and without a role."""
    found = User.objects.filter(email=SYSTEM_EMAIL).first()
    return found or User.objects.create_user(SYSTEM_EMAIL, None, name="시스템", is_active=False)
