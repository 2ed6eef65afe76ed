"""Measures that this machine can take of itself; a ratio within one run says more than a time."""

from services.local.bench.filling import Size
from services.local.bench.mail import Run, measure_mail
from services.local.bench.page import measure_pages

__all__ = ["Run", "Size", "measure_mail", "measure_pages"]
