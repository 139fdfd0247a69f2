"""Alerts about permits, people and cases: each kind raised from dates by one statement, each closing itself."""
