"""Neutral ground for arithmetic: NumPy functions on matrices, points and weights. No stage, no engine."""
