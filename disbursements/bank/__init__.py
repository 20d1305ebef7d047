"""What a bank reads and writes: pain.001, camt.053, CSV by layout. Pure: no database."""
