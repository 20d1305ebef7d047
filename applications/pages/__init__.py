"""What the pages of this room say about a case: next step, actions, arithmetic, reductions, history."""
