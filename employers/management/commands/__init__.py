"""Commands of the demand side, one a module."""
