"""When memory is looked through for what nobody holds any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects between two looks; Python's own is 700, which a few dozen mails on their way are. A look takes
#: a hundredth of a second then, and at a fifth of this number it still took a twentieth of a mail's CPU.
RARELY = 100_000


def settle() -> None:
    """To be called when all is loaded: that is looked through no more, and what comes and goes rarely.

    Otherwise a quarter of a mail's CPU goes into looking, and finds nothing: hardly anything holds itself.
    """
    gc.freeze()
    gc.set_threshold(RARELY, *gc.get_threshold()[1:])


@contextmanager
def collecting_later() -> Iterator[None]:
    """For work that makes a million objects, all of them needed until its end.

    Python would look through all of them again whenever there are a quarter more: that takes longer than
    making them, and finds nothing. It holds for the whole process, so keep it to some seconds.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
