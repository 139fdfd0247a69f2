"""Papers: the permit on paper and on the phone, its letters, and the code that proves itself without network."""
