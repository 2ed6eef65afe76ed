"""What distribution remembers: its copy of the register, alerts with their audience, and the ledger."""
