"""One function for each thing that happens: what is issued, heard, and proposed on the desk."""
