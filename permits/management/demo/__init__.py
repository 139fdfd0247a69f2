"""The demo season: an invented one that looks real, made through the services at its dates."""
