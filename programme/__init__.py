"""What the numbers mean: municipalities, sites, trainers, steps, states, indicators."""
