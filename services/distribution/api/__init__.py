"""For programs: what happened to each mail, and a mail provider's reports of what came back."""

from fastapi import APIRouter

from services.distribution.api import bounces, deliveries

router = APIRouter()
for part in (deliveries, bounces):
    router.include_router(part.router)

__all__ = ["router"]
