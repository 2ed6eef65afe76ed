"""What happened to each mail, and steering what is sent."""

from fastapi import APIRouter

from services.distribution.pages import deliveries, sending

router = APIRouter(include_in_schema=False)
router.include_router(deliveries.router)
router.include_router(sending.router)
