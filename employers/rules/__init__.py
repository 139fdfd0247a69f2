"""What the law asks of employers and their filings: values in, verdicts out."""
