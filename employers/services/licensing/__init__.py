"""Licences of intermediaries: granted, covered by a bond, suspended, revoked, and told of before they end."""
