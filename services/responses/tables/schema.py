"""The schema that all tables of responses stand in."""

from services.kit.tables import service_metadata

metadata = service_metadata("responses")
