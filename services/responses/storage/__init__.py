"""What responses keeps: `heard` from the neighbours, `answers` given through links, `questions`."""
