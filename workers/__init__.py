"""Workers: people, papers, registration, offers and consent."""
