"""What workers paid and what they complain of, with its clocks."""
