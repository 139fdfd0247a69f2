"""How dates and numbers are written, a module a language."""
