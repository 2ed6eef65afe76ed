"""What publishing decides: pure, so that every rule can be read and tested without a database."""
