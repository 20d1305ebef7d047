"""What a firm's conduct in one programme means in all others: exclusions, cuts for late reports."""
