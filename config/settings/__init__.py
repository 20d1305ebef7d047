"""Settings: `base` for all, then `local` (embedded servers on loopback), `test` and `prod`."""
