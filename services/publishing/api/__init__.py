"""The JSON API of publishing: alerts, and drafts that people approve on the desk."""

from fastapi import APIRouter

from services.publishing.api import alerts, drafts

router = APIRouter()
router.include_router(alerts.router)
router.include_router(drafts.router)
