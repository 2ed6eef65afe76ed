"""What distribution hears."""

from services.kit.doors import Doors

hears = Doors()
