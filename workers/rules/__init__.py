"""What the law asks of workers, their papers and what they are promised: values in, verdicts out."""
