"""What several tests of the running demonstration look back at."""

from tests.system.story import story

__all__ = ["story"]
