"""The whole service on one machine that has nothing: its database, its broker and its processes."""
