"""Plumbing without a word about patient safety: Kafka, Postgres, mail, pages, settings, logging."""
