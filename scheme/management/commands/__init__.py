"""Commands of the scheme, one a module."""
