"""Operations decide: who writes, who asks the time, which kinds of work and of inbox items there are."""

import ast
import importlib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.urls import get_resolver

from core.inbox import registry as inbox
from core.jobs import registry as jobs
from core.workflow.operations import OPERATIONS
from core.workflow.views import OperationView
from tests.guards.walk import ROOMS, Source, passed, source, sources

WRITES = {
    "save",
    "create",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "update",
}

#: places besides operations that write, and why
WRITERS = {
    "core/ui/export.py": "no row: a workbook for the reader",
    "core/evidence/sheets/writing.py": "no row: a workbook for the applicant",
    "reporting/exports/writing.py": "no row: a workbook for the state's network",
    "core/workflow/models.py": "move_to and begin write the step; only operations call them",
    "core/users/models.py": "the manager that Django and allauth make people with",
    "core/users/queries.py": "the one person who stands for the system, made when first asked for",
    "core/inbox/tasks.py": "no row: a set of ids of letters sent",
    "firms/adapters.py": "allauth's sign-up: the person makes themselves",
    "programs/loader.py": "loads the programme's data file: rows of rules, not cases",
    "measurement/loader.py": "loads the factors' data file",
    "reporting/tallies/kept/increment.py": "totals that follow from what operations wrote, kept by a job alone",
    "reporting/tallies/kept/recount.py": "the same totals counted again, and what it found",
}
#: where it is asked what time it is although the file holds operations, and why
CLOCKS = {"core/jobs/operations.py": "machinery: heartbeats are about now"}
NOW = {"now", "today", "localdate", "localtime", "utcnow"}


def is_operations(path: str) -> bool:
    return path.endswith("/operations.py") or "/operations/" in path


def changes_rows(call: ast.Call, name: str) -> bool:
    """Say whether this call looks like writing a row; dict.update takes a positional argument."""
    if name not in WRITES or not isinstance(call.func, ast.Attribute):
        return False
    receiver = ast.unparse(call.func.value)
    if receiver.startswith(("cache", "self.cache", "super()", "forms.", "request.session")):
        return False
    if name in {"update", "delete", "save"} and "objects" not in receiver and "filter(" not in receiver:
        return (
            name == "save" or (name == "update" and not call.args and bool(call.keywords)) or name == "delete"
        )
    return True


def writes_elsewhere(file: Source) -> list[str]:
    if is_operations(file.path) or file.path in WRITERS or "/loader/" in file.path:
        return []
    return [
        f"{file.at(call)}: {ast.unparse(call)[:80]} outside operations"
        for call, name in file.calls()
        if changes_rows(call, name)
    ]


def asks_the_time(file: Source) -> list[str]:
    if not is_operations(file.path) or file.path in CLOCKS:
        return []
    return [
        f"{file.at(call)}: {ast.unparse(call)}: the moment is passed in"
        for call, name in file.calls()
        if name in NOW and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value).split(".")[-1] in {"timezone", "clock", "datetime", "date"}
        and not call.args
    ]  # fmt: skip


def texts(node: ast.expr | None) -> Iterator[str | None]:
    """Yield the texts an expression can be: a literal, either side of a condition, else None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    else:
        yield None


def named(
    files: list[Source], function: str, argument: str, position: int | None = None
) -> dict[str | None, str]:
    """Return {text: place} of what is given for an argument wherever a function is called."""
    found: dict[str | None, str] = {}
    for file in files:
        for call, name in file.calls():
            if name != function:
                continue
            given = next((k.value for k in call.keywords if k.arg == argument), None)
            if given is None and position is not None and len(call.args) > position:
                given = call.args[position]
            if given is None:  # a function of the same name that takes no such argument
                continue
            found |= {text: file.at(call) for text in texts(given)}
    return found


class TestWriting:
    def test_is_for_operations(self):
        files = sources()

        passed(
            "files that may not write", len(files), 120, [v for file in files for v in writes_elsewhere(file)]
        )

    @pytest.mark.parametrize(
        "planted",
        [
            "firm.save()",
            "Firm.objects.create(name='x')",
            "Firm.objects.filter(pk=1).update(name='x')",
            "rows.update(name='x')",
            "case.changes.create(to_status='x')",
            "form.instance.delete()",
            "Firm.objects.get_or_create(name='x')",
        ],
    )
    def test_elsewhere_is_caught(self, planted):
        assert writes_elsewhere(source(planted, "firms/views.py"))
        assert not writes_elsewhere(source(planted, "firms/operations.py"))

    @pytest.mark.parametrize("fine", ["facts.update({'a': 1})", "digest.update(b'x')", "cache.delete('k')"])
    def test_of_other_things_is_not(self, fine):
        assert not writes_elsewhere(source(fine, "firms/views.py"))

    def test_exceptions_exist(self):
        written = {file.path for file in sources()}

        assert not [path for path in [*CLOCKS, "core/workflow/models.py"] if path not in written]


class TestTime:
    def test_is_passed_into_operations(self):
        files = [file for file in sources() if is_operations(file.path)]

        passed("operations modules", len(files), 10, [v for file in files for v in asks_the_time(file)])

    @pytest.mark.parametrize(
        "planted", ["timezone.now()", "clock.now()", "dt.date.today()", "dt.datetime.now()"]
    )
    def test_asked_there_is_caught(self, planted):
        assert asks_the_time(source(planted, "firms/operations.py"))


class TestOperations:
    def test_are_many_and_named_after_their_room(self):
        get_resolver().url_patterns  # noqa: B018 - loads every view and with it every operation
        wrong = [
            name for name in OPERATIONS if name.split(".")[0] not in {*ROOMS, "tests"} and "test" not in name
        ]

        passed("operations", len(OPERATIONS), 40, wrong)


def wrong_kinds(enqueued: dict[str | None, str], handled: frozenset[str]) -> list[str]:
    return [
        *(f"{place}: the kind of work is not a literal" for kind, place in enqueued.items() if kind is None),
        *(
            f"{place}: nothing handles {kind}"
            for kind, place in enqueued.items()
            if kind and kind not in handled
        ),
        *(f"{kind} is handled and never asked for" for kind in handled - enqueued.keys()),
    ]


def handled_kinds() -> frozenset[str]:
    for app in apps.get_app_configs():
        if importlib.util.find_spec(f"{app.name}.tasks") and app.name.split(".")[0] in ROOMS:
            importlib.import_module(f"{app.name}.tasks")
    return jobs.kinds() - {"test", "slow_work"}


class TestWork:
    def test_of_every_kind_has_a_handler_and_the_other_way_round(self):
        enqueued = named(sources(), "enqueue", "kind", 0)

        passed("kinds of work", len(enqueued), 3, wrong_kinds(enqueued, handled_kinds()))

    def test_without_a_handler_is_caught(self):
        planted = [source("enqueue('paint', key='x')\nenqueue(kind, key='y')")]

        assert len(wrong_kinds(named(planted, "enqueue", "kind", 0), frozenset({"bake"}))) == 3


#: what puts an item of the kind it is given into an inbox
OPENING = ("open_item", "hand_to")


def openers(files: list[Source]) -> dict[tuple[str, str], int]:
    """Return {(room, function): place of its argument `kind`} of what opens items, `tell` included."""
    found = {("", name): -1 for name in (*OPENING, "tell")}
    for file in files:
        if not any(name in OPENING for _call, name in file.calls()):
            continue
        for node in ast.walk(file.tree):
            if isinstance(node, ast.FunctionDef) and "kind" in (names := [a.arg for a in node.args.args]):
                found[file.path.split("/")[0], node.name] = names.index("kind")
    return found


def opened_kinds(files: list[Source]) -> dict[str | None, str]:
    """Return {kind: place} of every inbox item that is opened, also through a room's own words for it."""
    found: dict[str | None, str] = {}
    known = openers(files)
    for file in files:
        room = file.path.split("/")[0]
        for call, name in file.calls():
            position = known.get((room, name), known.get(("", name)))
            if position is None:
                continue
            given = next((k.value for k in call.keywords if k.arg == "kind"), None)
            if given is None and 0 <= position < len(call.args):
                given = call.args[position]
            if isinstance(given, ast.Name) and given.id == "kind":
                found |= {text: file.at(value) for value in assigned(file, "kind") for text in texts(value)}
            elif given is not None:
                found |= {text: file.at(call) for text in texts(given)}
    return found


def assigned(file: Source, name: str) -> Iterator[ast.expr]:
    """Yield what a file assigns to a variable of that name, also side by side with others."""
    for node in ast.walk(file.tree):
        for target in node.targets if isinstance(node, ast.Assign) else []:
            if isinstance(target, ast.Name) and target.id == name:
                yield node.value
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=False)
                yield from (value for one, value in pairs if isinstance(one, ast.Name) and one.id == name)


def undeclared(opened: dict[str | None, str], declared: dict[str, object]) -> list[str]:
    return [
        *(f"{place}: the kind of item is not a literal" for kind, place in opened.items() if kind is None),
        *(
            f"{place}: no room declares {kind}"
            for kind, place in opened.items()
            if kind and kind not in declared
        ),
        *(f"{kind} is declared and never opened" for kind in declared.keys() - opened.keys()),
    ]


class TestInbox:
    def test_kinds_are_declared_and_used(self):
        opened = opened_kinds(sources())

        passed("kinds of inbox items", len(opened), 25, undeclared(opened, inbox.kinds()))

    def test_kinds_lead_to_a_page(self):
        lead = {code: kind.address("0" * 16) for code, kind in inbox.kinds().items()}

        passed(
            "addresses of inbox items", len(lead), 25, [c for c, a in lead.items() if not a.startswith("/")]
        )

    def test_undeclared_kinds_are_caught(self):
        planted = source(
            "def tell(case, kind): open_item(kind=kind)\n"
            "tell(case, 'x' if late else 'y')\n"
            "open_item(kind='z')\nopen_item(kind=some.thing)",
            "firms/planted.py",
        )

        assert len(undeclared(opened_kinds([planted]), {"x": 1, "w": 1})) == 4


def decision_views(base: type = OperationView) -> set[type]:
    below = {view for child in base.__subclasses__() for view in {child, *decision_views(child)}}
    return {view for view in below if view.__module__.split(".")[0] in ROOMS}


def half_made(view: type) -> list[str]:
    name = f"{view.__module__}.{view.__name__}"
    found = [
        f"{name}: no {what}"
        for what in ("operation", "predicate", "case_argument")
        if not hasattr(view, what)
    ]
    if not found and view.operation not in OPERATIONS.values():
        found.append(f"{name}: what it calls is not an @operation")
    if not found and not view.title:
        found.append(f"{name}: no title")
    return found


class TestDecisionPages:
    def test_ask_a_predicate_and_call_an_operation(self):
        get_resolver().url_patterns  # noqa: B018 - loads every view
        leaves = {view for view in decision_views() if not view.__subclasses__()}

        passed("decision pages", len(leaves), 25, [v for view in leaves for v in half_made(view)])

    def test_half_made_ones_are_caught(self):
        class Planted(OperationView):
            pass

        assert len(half_made(Planted)) >= 2
