"""What this room declares to those below."""

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        """Declare what waits for firms here, and that members of one consortium see each other."""
        from firms import visibility
        from programs import announcements, promises, search, tasks  # noqa: F401 - declares its handler
        from programs.queries import firms_met_by

        search.declare()
        announcements.declare_kinds()
        promises.declare_promises()
        visibility.declare("consortium", firms_met_by)
