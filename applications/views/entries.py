"""A long form whose fields are saved as they are left, and which keeps what can't be saved yet."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from applications import operations, queries
from applications.models import DraftEntry
from applications.refusals import NotEditable
from core.evidence.models import Attachment
from core.ui.formats import SEOUL
from core.ui.rows import RowsField
from core.users.models import User
from core.workflow.refusals import Refusal, StaleVersion
from core.workflow.views import OperationView

#: no field of ours is longer; more is no typing
LONGEST = 10_000


class SavesFields(OperationView):
    """
    Take one field at a time besides the whole form: `autosave` names it, the answer is JSON.

    What is right goes through the same operation as the whole form where that can change one field alone
    (`saves_at_once`); whatever else was typed is kept for this person, shown again when the page is opened,
    and gone once the form is handed in or thrown away. Without a script the page works as any other.
    """

    saves_at_once = False

    @property
    def entry_form(self) -> str:
        """Name of this form inside its case."""
        raise NotImplementedError

    @property
    def entry_place(self) -> dict[str, Any]:
        """The draft in which it is typed, or the consortium for which one is begun."""
        return {"application": self.case}

    @property
    def versioned(self) -> Any:
        """The record whose version the page carries."""
        return self.case

    @property
    def person(self) -> User:
        """Who types here."""
        assert isinstance(self.request.user, User)  # noqa: S101 - nobody else gets past `dispatch`
        return self.request.user

    @cached_property
    def entry(self) -> DraftEntry | None:
        """What this person typed here before and did not hand in."""
        here = {"form": self.entry_form, "by": self.person}
        return DraftEntry.objects.filter(**self.entry_place, **here).first()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "discard" in request.POST:
            return self.discard()
        if "autosave" in request.POST:
            return self.autosave(request.POST["autosave"])
        return super().post(request, *args, **kwargs)

    def discard(self) -> HttpResponse:
        """Throw the unfinished entries away and show the page as it is saved."""
        self.forget()
        return HttpResponseRedirect(self.request.get_full_path())

    def forget(self) -> None:
        """Throw the unfinished entries away, if there are any."""
        if self.entry:
            operations.forget_entry(entry=self.entry, by=self.person, at=self.at)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 302:
            self.forget()
        return response

    # --- What was typed before --------------------------------------------------------------------

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "GET" and self.entry:
            kwargs["initial"] = {**kwargs["initial"], **self.restored}
        return kwargs

    @cached_property
    def restored(self) -> dict[str, Any]:
        """What was typed before, by field; a file as what is kept of it, if it is this person's."""
        values = self.entry.values if self.entry else {}
        kept = [value for value in values.values() if isinstance(value, int)]
        own = Attachment.objects.filter(uploaded_by=self.person, owner_kind__isnull=True)
        files = own.select_related("blob").in_bulk(kept)
        typed = {
            name: files.get(value) if isinstance(value, int) else value for name, value in values.items()
        }
        return {name: value for name, value in typed.items() if value is not None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        fields = context["form"].fields
        restored = [
            (fields[name].label, in_a_line(fields[name], value))
            for name, value in self.restored.items()
            if name in fields
        ]
        return context | {"autosaves": True, "restored": restored if self.request.method == "GET" else []}

    # --- One field --------------------------------------------------------------------------------

    def autosave(self, left: str) -> JsonResponse:
        """Save one field, or that of the cell which was left; or keep what was typed; say which, and why."""
        form = self.get_form()
        name = left if left in form.fields else left.partition(".")[0]
        if name not in form.fields or form.fields[name].widget.is_hidden:
            return JsonResponse({"text": _("There is no such field here.")}, status=400)
        if len(self.request.POST.get(left, "")) > LONGEST:
            return self.not_saved(_("This is too long."), is_kept=False)
        try:
            return self.save_or_keep(form, name)
        except NotEditable as refusal:
            return self.not_saved(str(refusal), is_kept=False, status=409)

    def save_or_keep(self, form: Any, name: str) -> JsonResponse:
        """Save the field if it is right and can be saved alone; keep what was typed otherwise."""
        saved, status = frozenset[str](), 422
        problem = " ".join(form.errors.get(name, []))
        if not problem and self.saves_at_once:
            try:
                saved = self.save_fields(form, name)
            except NotEditable:
                raise
            except StaleVersion:
                problem, status = self.who_was_first(), 409
            except Refusal as refusal:
                problem = str(refusal)
        self.keep(form, name, saved)
        if problem:
            return self.not_saved(problem, is_kept=True, status=status)
        time = f"{self.at.astimezone(SEOUL):%H:%M}"
        words = _("Saved %(time)s") if saved else _("Kept %(time)s as an unfinished entry")
        version = getattr(self, "result", self.case).version if saved else None
        return JsonResponse({"text": words % {"time": time}, "saved": sorted(saved), "version": version})

    def not_saved(self, problem: str, *, is_kept: bool, status: int = 422) -> JsonResponse:
        """Say why a field was not saved, and whether what was typed is kept."""
        words = _("Not saved: %(reason)s What you typed is kept.") if is_kept else _("Not saved: %(reason)s")
        return JsonResponse(
            {"text": words % {"reason": problem}, "saved": [], "kept": is_kept}, status=status
        )

    def save_fields(self, form: Any, name: str) -> frozenset[str]:
        """
        Save the field, and with it what was kept before and is right by now; return what was saved.

        Start and end of a period, for instance, can be wrong one by one and right together.
        """
        before = self.entry.values if self.entry else {}
        together = {name, *(one for one in before if one in form.fields and one not in form.errors)}
        try:
            self.change(form, together)
        except StaleVersion:
            raise
        except Refusal:
            if together == {name}:
                raise
            together = {name}
            self.change(form, together)
        return frozenset(together)

    def change(self, form: Any, names: Iterable[str]) -> None:
        """Change these fields alone."""
        self.result = type(self).operation(
            **{self.case_argument: self.case},
            version=form.cleaned_data.get("version", 0),  # a page that names none is out of date
            **self.some_arguments(form, frozenset(names)),
            by=self.request.user,
            at=self.at,
        )

    def some_arguments(self, form: Any, names: frozenset[str]) -> dict[str, Any]:
        """Return what the operation takes for these fields."""
        return {name: form.cleaned_data[name] for name in names}

    def keep(self, form: Any, name: str, saved: frozenset[str]) -> None:
        """Keep what was typed and not saved; forget what was kept of the fields that are saved now."""
        typed = {} if name in saved else self.typed(form, name)
        if typed or (saved and self.entry):
            here = {**self.entry_place, "form": self.entry_form}
            operations.keep_entry(**here, values=typed, without=saved, by=self.person, at=self.at)

    def typed(self, form: Any, name: str) -> dict[str, Any]:
        """Return what was typed in a field; of a table its rows, of a file its id."""
        if isinstance(found := form.cleaned_data.get(name), Attachment):
            return {name: found.pk}
        if isinstance(form.fields[name], RowsField):
            return {name: [{of: plain(text) for of, text in row.items()} for row in form[name].data]}
        if form.fields[name].widget.needs_multipart_form:
            return {}
        return {name: plain(self.request.POST.get(name))}

    def who_was_first(self) -> str:
        """Say who changed the record meanwhile, when, and what to do now."""
        who, at = queries.last_change(self.versioned)
        words = _(
            "%(who)s changed this at %(at)s while you had it open. Open the page anew to go on from that."
        )
        return words % {"who": who, "at": f"{at.astimezone(SEOUL):%Y-%m-%d %H:%M}" if at else "–"}


def plain(typed: Any) -> str:
    """Return a typed text without what no keyboard has and no database keeps."""
    return str(typed or "").replace("\x00", "")


def in_a_line(field: Any, value: Any) -> str:
    """Return what was typed in a field as one line, a table row by row."""
    if not isinstance(value, list):
        return str(value)
    return "; ".join(", ".join(row[c.name] for c in field.cells if row.get(c.name)) for row in value)
