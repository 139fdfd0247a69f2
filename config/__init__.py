"""How the service is put together: settings, addresses, the clock, local servers; nothing imports it."""
