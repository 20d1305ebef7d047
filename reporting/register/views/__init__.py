"""Pages of the public register. Nobody signs in; all show one snapshot, and files of it are throttled."""
