"""The service's own measurements: `make bench`. Ratios taken in one run, never promises of speed."""
