"""Alerts: what somebody must look at, once per kind, subject and stage."""
