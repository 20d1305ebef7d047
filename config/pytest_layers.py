"""
A pytest plugin: what the tests of a module begin with in common is set up once.

Most of a test's time would go into its world: an office, a programme, firms, a grant that was walked to its
state. Here those fixtures lie on each other, each on a savepoint of a transaction that stays open for the
module. The next test keeps the layers that it begins with as well, has the others rolled back, and lays
what it lacks. What it writes itself goes with the savepoint that pytest-django gives it, and its objects are
copies of its own: it sees nothing of another test.

A layer is a plain fixture that rests on the database and on other layers alone. One that yields, has
parameters, takes `request`, `monkeypatch`, `client` or the like, or returns what can't be copied is set up
for every test anew, and so is what comes after it: the order stays pytest's own. What surrounds all tests of
a class or a module (the language, the clock) comes before. See docs/adr/0030.
"""

import inspect
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from typing import Any, NamedTuple
from unittest import TestCase

import pytest

from config.setup.places import ROOT

Fixture = pytest.FixtureDef[Any]

OUR_TESTS = f"{ROOT}/tests/"
#: the rooms whose tests stand on layers; a room is added here once all its tests were seen to pass on them
ROOMS = ("tests/disbursements/", "tests/setup/")

#: pytest-django's ways to a database whose changes are rolled back
DATABASE = frozenset({"db", "_django_db_helper", "_django_db_marker"})
#: whose changes are not
REAL_TRANSACTIONS = frozenset({"transactional_db", "live_server", "django_db_reset_sequences"})

#: what is set up before the layers of a test, the layers, and what stands on them: their values
CONTEXT = pytest.StashKey[tuple[Fixture, ...]]()
PLAN = pytest.StashKey[tuple[Fixture, ...]]()
VALUES = pytest.StashKey[dict[Fixture, Any]]()
LAYERS = pytest.StashKey["Layers"]()


# --- What a test begins with --------------------------------------------------------------------


class Needs:
    """The fixtures that one test needs, by name."""

    def __init__(self, item: pytest.Function) -> None:
        info = item._fixtureinfo
        self.names: list[str] = list(item.fixturenames)
        self.fixtures = {name: defs[-1] for name, defs in info.name2fixturedefs.items() if defs}
        self.surrounding = [name for name in info.initialnames if name not in info.argnames]
        self._is_layer: dict[str, bool] = {}

    def below(self, name: str) -> set[str]:
        """Return a fixture and all that it rests on."""
        found, waiting = set(), [name]
        while waiting:
            if (one := waiting.pop()) not in found:
                found.add(one)
                waiting += self.fixtures[one].argnames if one in self.fixtures else ()
        return found

    def is_layer(self, name: str) -> bool:
        if name not in self._is_layer:
            self._is_layer[name] = False  # until it is known: a fixture that rests on its own namesake
            self._is_layer[name] = self._may_be_laid(name)
        return self._is_layer[name]

    def _may_be_laid(self, name: str) -> bool:
        if not self._is_ours(name):
            return False
        fixture = self.fixtures[name]
        return (
            fixture.params is None
            and not inspect.isgeneratorfunction(fixture.func)
            and all(below in DATABASE or self.is_layer(below) for below in fixture.argnames)
        )

    def layers(self) -> list[str]:
        """Return what can be laid, as pytest sets it up, up to the first fixture of ours that can't."""
        around = self.before()
        inside = (name for name in self._in_order() if name not in around and self._is_ours(name))
        names = [*takewhile(self.is_layer, inside)]
        bearing = [self.below(name) for name in names if self._is_borne(name)]
        return [name for name in names if any(name in one for one in bearing)]

    def _in_order(self) -> list[str]:
        """Return the names in the order of their set-up: what a fixture rests on comes before it."""
        found: dict[str, None] = {}

        def visit(name: str, above: tuple[str, ...] = ()) -> None:
            if name not in found and name not in above:
                for below in self.fixtures[name].argnames if name in self.fixtures else ():
                    visit(below, (*above, name))
                found[name] = None

        for name in self.names:
            visit(name)
        return [*found]

    def _is_ours(self, name: str) -> bool:
        """Say whether it is a fixture of the tests, for one test."""
        fixture = self.fixtures.get(name)
        return (
            fixture is not None
            and fixture.scope == "function"
            and inspect.getfile(fixture.func).startswith(OUR_TESTS)
        )

    def before(self) -> list[str]:
        """Return what surrounds the layers: it was not asked for by name and does without the database."""
        around = [self.below(name) for name in self.surrounding if not self._is_borne(name)]
        return [name for name in self.names if any(name in one for one in around)]

    def _is_borne(self, name: str) -> bool:
        return not self.below(name).isdisjoint(DATABASE | REAL_TRANSACTIONS)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Plan the layers of every test, and have them laid after what surrounds it."""
    for item in items:
        if isinstance(item, pytest.Function) and item.nodeid.startswith(ROOMS) and _is_rolled_back(item):
            needs = Needs(item)
            before = needs.before()
            item.stash[CONTEXT] = tuple(needs.fixtures[name] for name in before if name in needs.fixtures)
            item.stash[PLAN] = tuple(needs.fixtures[name] for name in needs.layers())
            item.fixturenames = [*before, "layers", *(name for name in needs.names if name not in before)]


def _is_rolled_back(item: pytest.Function) -> bool:
    """Say whether a test is one of pytest's own whose changes are rolled back at its end."""
    marker = item.get_closest_marker("django_db")
    with_options = marker is not None and bool(marker.args or marker.kwargs)
    return (
        _uses_database(item)
        and not with_options
        and not _is_unittest(item)
        and REAL_TRANSACTIONS.isdisjoint(item.fixturenames)
    )


def _is_unittest(item: pytest.Item) -> bool:
    """Say whether a test is one of Django's, which makes rows for its class itself."""
    return isinstance(item, pytest.Function) and item.cls is not None and issubclass(item.cls, TestCase)


def _uses_database(item: pytest.Item) -> bool:
    asked = DATABASE.union(REAL_TRANSACTIONS).intersection(getattr(item, "fixturenames", ()))
    return bool(asked or item.get_closest_marker("django_db") or _is_unittest(item))


# --- What lies there ----------------------------------------------------------------------------


class Layer(NamedTuple):
    """What one fixture wrote, on its savepoint, and the values of all up to it as they were then."""

    fixture: Fixture
    savepoint: Any
    values: bytes


class Layers:
    """The layers of a module that lie on each other now."""

    def __init__(self, blocker: Any) -> None:
        self.blocker = blocker  # pytest-django's, which keeps tests off the database that don't ask for it
        self.laid: list[Layer] = []
        self.ground: Any = None
        self.context: tuple[Fixture, ...] = ()
        #: what can't be copied but asks the database nothing, as a function: it may as well come later
        self.silent: set[Fixture] = set()

    def lay(self, context: tuple[Fixture, ...], plan: tuple[Fixture, ...]) -> dict[Fixture, Any]:
        """Keep what is planned again, lay the rest of the plan upon it, and return the values of them all."""
        if context != self.context or self._is_lost():
            self.clear()
        self.context = context
        wanted = [fixture for fixture in plan if fixture not in self.silent]
        same = takewhile(lambda pair: pair[0].fixture is pair[1], zip(self.laid, wanted, strict=False))
        self._remove_above(len(list(same)))
        if wanted and self.ground is None:
            self.ground = _savepoint()
        for fixture in wanted[len(self.laid) :]:
            if not self._add(fixture):
                break
        values = self._values()
        return {layer.fixture: values[layer.fixture.argname] for layer in self.laid}

    def clear(self) -> None:
        """Roll everything back."""
        if self.ground is not None:
            with self.blocker.unblock():
                self._remove_above(0)
                _roll_back(self.ground)
            self.ground = None

    def _remove_above(self, height: int) -> None:
        while len(self.laid) > height:
            _roll_back(self.laid.pop().savepoint)

    def _add(self, fixture: Fixture) -> bool:
        """Set a fixture up and say whether another may follow; one that fails or can't be copied ends it."""
        values = self._values()
        if not values.keys() >= set(fixture.argnames) - DATABASE:
            return False
        asked: list[str] = []
        savepoint = _savepoint()
        try:
            with _noting(asked):
                value = fixture.func(**{name: values.get(name) for name in fixture.argnames})
            copied = pickle.dumps({**values, fixture.argname: value})
        except (Exception, pytest.skip.Exception):
            _roll_back(savepoint)
            if not asked:
                self.silent.add(fixture)
            return not asked
        _check_what_is_deferred()
        self.laid.append(Layer(fixture, savepoint, copied))
        return True

    def _values(self) -> dict[str, Any]:
        """Return copies of the values as the topmost layer left them."""
        return pickle.loads(self.laid[-1].values) if self.laid else {}  # noqa: S301 - its own

    def _is_lost(self) -> bool:
        """Say whether a test closed the connection on which the layers lay."""
        from django.db import connection

        return self.ground is not None and (
            connection.closed_in_transaction or not connection.in_atomic_block
        )


@contextmanager
def _noting(asked: list[str]) -> Iterator[None]:
    """Note what the database is asked."""
    from django.db import connection

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield


def _savepoint() -> Any:
    from django.db import transaction

    savepoint: Any = transaction.atomic()
    savepoint._from_testcase = True  # as Django's own around a test: what must be outermost may be inside it
    savepoint.__enter__()
    return savepoint


def _roll_back(savepoint: Any) -> None:
    from django.db import transaction

    transaction.set_rollback(True)
    savepoint.__exit__(None, None, None)


def _check_what_is_deferred() -> None:
    """Check now, once, what else every test's end would check again; what a later layer completes waits."""
    from django.db import Error, connection, transaction

    with suppress(Error), transaction.atomic():
        connection.check_constraints()


# --- In the course of a test --------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Clear the database for a test of another kind: with real transactions, or with rows of its class."""
    if PLAN not in item.stash and LAYERS in item.session.stash and _uses_database(item):
        item.session.stash[LAYERS].clear()


@pytest.fixture(scope="module")
def layers_of_module(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Layers]:
    """The layers of a module; nothing of them is left after its last test."""
    layers = request.session.stash[LAYERS] = Layers(django_db_blocker)
    yield layers
    layers.clear()


@pytest.fixture
def layers(request: pytest.FixtureRequest, layers_of_module: Layers) -> None:
    """Lay what the test begins with, before pytest-django opens the test's own savepoint."""
    stash = request.node.stash
    with layers_of_module.blocker.unblock():
        stash[VALUES] = layers_of_module.lay(stash[CONTEXT], stash[PLAN])


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Fixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """Hand out the value of a layer instead of setting it up again."""
    values = request.node.stash.get(VALUES, {}) if fixturedef.scope == "function" else {}
    if fixturedef not in values:
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fixturedef, "func", lambda **_given: values[fixturedef])
        return (yield)
