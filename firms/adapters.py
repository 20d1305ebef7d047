"""How people sign up: with their name, in the language they read, and on to registering their firm."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from core.workflow import clock
from firms.permissions import may_register_firm
from firms.rules import LONGEST_ADDRESS


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Save a person who signs up, with their name and the language of the page they used."""
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data["name"].strip()
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        user.language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        if commit:
            user.save()
        return user

    def clean_email(self, email: str) -> str:
        """Refuse an address longer than its column, which would be cut off to somebody else's."""
        MaxLengthValidator(LONGEST_ADDRESS)(email)
        cleaned: str = super().clean_email(email)
        return cleaned

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Lead whoever just signed up to the first thing there is to do."""
        return reverse("firms:register")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead people who act for nobody yet to registering their firm, and all others home."""
        user: Any = request.user
        at = clock.now()
        if not user.assignments_on(clock.day(at)) and may_register_firm(user, at=at):
            return reverse("firms:register")
        home: str = super().get_login_redirect_url(request)
        return home
