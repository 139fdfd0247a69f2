"""Workers, their papers, offers and what they state."""
