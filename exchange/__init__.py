"""Exchange: the feed by which the authorities of the two states tell each other of permits."""
