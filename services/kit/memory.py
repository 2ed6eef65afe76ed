"""When memory is looked through for what nobody holds any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
