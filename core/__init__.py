"""The foundation: rooms that know no programme."""
