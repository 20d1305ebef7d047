"""What pages and refusals of this room say more than once."""

from django.utils.translation import gettext_lazy as _

ENDED = _("It has ended already.")
UNANSWERED = _("Works no more: who made it does not represent the firm")
