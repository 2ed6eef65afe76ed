"""What distribution does when something has happened; each function sees one transaction whole."""
