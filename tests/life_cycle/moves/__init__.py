"""What can happen to a case: each move picks a case at random, mostly one that is ready for it, and acts."""

from tests.life_cycle.moves import (
    banking,
    cases,
    chain,
    changes,
    ending,
    money,
    owing,
    papers,
    pledging,
    stages,
    things,
    tonnes,
)

ROOMS = (cases, money, papers, stages, banking, chain, changes, things, owing, ending, pledging, tonnes)
#: name of a move → what it does
MOVES = {move.__name__: move for room in ROOMS for move in room.MOVES}
