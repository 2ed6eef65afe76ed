"""What is true of an organisation, a region and the nation at one instant; all of it is decided here."""
