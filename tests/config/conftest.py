"""What the drills of the whole service share."""

from tests.config.places import place

__all__ = ["place"]
