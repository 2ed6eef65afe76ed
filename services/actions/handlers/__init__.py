"""One function for each thing that can happen here."""
