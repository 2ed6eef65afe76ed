"""What oversight hears."""

from services.kit.doors import Doors

hears = Doors()
