"""Pages for regions, nation and organisations; what is live works without it, too."""

from fastapi import APIRouter

from services.oversight.pages import drills, nation, organisations, regions

router = APIRouter()
router.include_router(regions.router)
router.include_router(nation.router)
router.include_router(drills.router)
router.include_router(organisations.router)

__all__ = ["router"]
