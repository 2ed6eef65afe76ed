"""Pages for regions and nation; each has a live part of its own address, and works without it."""

from fastapi import APIRouter

from services.oversight.pages import nation, regions

router = APIRouter()
router.include_router(regions.router)
router.include_router(nation.router)

__all__ = ["router"]
