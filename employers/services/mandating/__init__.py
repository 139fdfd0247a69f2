"""Mandates: for which posts an employer lets an intermediary act."""
