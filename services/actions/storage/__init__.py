"""What actions remembers: `heard` from neighbours, `records` of answers, `progress`, the whole `standing`."""
