"""Where the tables of distribution are: in its own schema."""

from services.kit.tables import service_metadata

metadata = service_metadata("distribution")
