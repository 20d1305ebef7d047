"""What was typed into the forms of a draft and never saved ends with them."""

from applications.models import Application


def forget_entries(application: Application, form: str = "") -> None:
    """Throw away what anybody typed into a case, or into one form of it, and never handed in."""
    entries = application.draft_entries.all()
    (entries.filter(form=form) if form else entries).delete()
