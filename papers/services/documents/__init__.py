"""Documents on paper: permits, letters and terms as PDF, tagged and archival, the same bytes for the same content."""
