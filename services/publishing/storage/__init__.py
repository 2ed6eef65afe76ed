"""What publishing remembers: `alerts` and how they ended (`endings`), and what is proposed (`drafts`)."""
