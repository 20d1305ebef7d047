"""Ten times as many grants take no more memory: measured in what Python allocates, not in time."""

import tracemalloc

import pytest

from bench.ledger_world import FIRST
from bench.opendata_world import populate
from core.workflow.moments import one_moment
from reporting.opendata import publication
from reporting.opendata.package import stream
from reporting.opendata.reading import read
from reporting.opendata.texts import texts
from reporting.register import public

FEW, MANY, CHUNK = 100, 1_000, 50


def peak(number, chunk=CHUNK):
    """Return the most that Python held at once, bytes, while so many grants were written, and how many it wrote."""
    who, words = publication.current(), texts()
    with one_moment():
        tracemalloc.start()
        try:
            some = public.grants().filter(pk__lt=FIRST + number)
            written = sum(1 for _piece in stream(read(some, chunk), who, words)) - 2
            return tracemalloc.get_traced_memory()[1], written
        finally:
            tracemalloc.stop()


@pytest.mark.django_db(transaction=True)
def test_does_not_grow_with_the_number_of_grants():
    populate(grants=MANY)
    peak(FEW)  # what is read once and kept, as compiled queries, is not of the grants
    few, written_few = peak(FEW)
    many, written_many = peak(MANY)
    whole, _written = peak(MANY, chunk=MANY)
    assert (written_few, written_many) == (FEW, MANY)
    assert many < few * 1.2
    assert whole > many * 3, "the measure would not see it if all grants were held at once"
