"""Pages of tallies: kept totals, snapshots, an anchor's suppliers, a firm's own figures."""
