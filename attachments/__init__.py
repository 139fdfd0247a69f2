"""Attachments: files that people hand in, told by their content, kept sealed outside the web root."""
