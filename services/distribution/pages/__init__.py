"""What happened to each mail, who is reminded when, and steering what is sent."""

from fastapi import APIRouter

from services.distribution.pages import audience, deliveries, plan, sending

router = APIRouter(include_in_schema=False)
router.include_router(audience.router)
router.include_router(deliveries.router)
router.include_router(plan.router)
router.include_router(sending.router)
