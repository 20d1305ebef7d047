"""The public register: what anybody may know of programmes, grants and reductions, without a sign-in."""
