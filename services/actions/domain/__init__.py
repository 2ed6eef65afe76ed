"""What actions decides, without reading or writing anything."""
