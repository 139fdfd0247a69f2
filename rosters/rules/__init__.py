"""What a spreadsheet may be, how it is read, and what its columns mean; bytes and cells in, rows or faults out."""
