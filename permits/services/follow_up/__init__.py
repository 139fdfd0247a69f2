"""After the entry: arrivals, absences, overstay cases, returns, and what nobody could help."""
