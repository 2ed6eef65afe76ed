"""What responses does: each loads, asks the domain, saves and says; the door commits."""
