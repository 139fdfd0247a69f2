"""What templates add to plain values: figures, days, tags and bars."""
