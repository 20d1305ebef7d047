"""One pair of embedded servers, shared by all commands that need it at the same time."""

import shutil

from config.setup import homes, postgres, redis_server
from config.setup.homes import Home
from config.setup.locks import Use, held_alone, is_free


class Servers:
    """
    PostgreSQL and Redis in a home of their own.

    The first user starts them, or adopts what a killed command left running; the last one stops them.
    """

    def __init__(self, home: Home) -> None:
        """Remember the home; nothing is started yet."""
        self.home = home
        self._use = Use(home.users_lock)
        self._begun = False

    def begin(self) -> None:
        """
        Bring both servers up and count as a user of them.

        :raises Stop: if one does not come up.
        """
        self._begun = True
        with held_alone(self.home.starting_lock):
            homes.prepare(self.home)
            postgres.start(self.home)
            redis_server.start(self.home)
            self._use.begin()

    def finish(self) -> None:
        """Stop being a user, and stop both servers if nobody else is left. A second call does nothing."""
        if not self._begun:
            return
        self._begun = False
        with held_alone(self.home.starting_lock):
            if not self._use.finish():
                return
            redis_server.stop(self.home)
            postgres.stop(self.home)
            if self.home.durable:
                homes.remove_sockets(self.home)
        if not self.home.durable:
            homes.remove(self.home)

    def addresses(self) -> dict[str, str]:
        """Return the environment variables that name these servers."""
        return {
            "DATABASE_URL": postgres.url(self.home),
            "REDIS_URL": redis_server.url(self.home),
            "EMBEDDED_SERVERS": "1",
            **({} if self.home.durable else {"THROW_AWAY_SERVERS": "1"}),
        }


def erase(home: Home) -> bool:
    """Stop the servers of a home and delete their data; while somebody uses them, only return False."""
    with held_alone(home.starting_lock):
        if not is_free(home.users_lock):
            return False
        redis_server.stop(home)
        postgres.stop(home)
        homes.remove(home)
    return True


def clear_away_abandoned() -> None:
    """Stop and delete the throw-away servers of runs that were killed."""
    for folder in homes.abandoned_folders():
        home = homes.throw_away_at(folder)
        if home.starting_lock.is_file():
            erase(home)
        else:
            shutil.rmtree(folder, ignore_errors=True)
