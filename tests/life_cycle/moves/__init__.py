"""What can happen to a case: each move picks a case at random, mostly one that is ready for it, and acts."""

from tests.life_cycle.moves import cases, chain, changes, money, tonnes

#: name of a move → (what it does, how often it is chosen)
MOVES = {
    move.__name__: move for move in (*cases.MOVES, *money.MOVES, *chain.MOVES, *changes.MOVES, *tonnes.MOVES)
}
