"""What a step, a seal and a check cost. Each benchmark runs the naive way beside ours and prints JSON with --json."""
