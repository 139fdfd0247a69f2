"""Crossings told by posts, files and devices, and the stays and days that follow from them."""
