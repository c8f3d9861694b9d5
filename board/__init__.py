"""The board: one forum for all trainers, one closed forum per network."""
