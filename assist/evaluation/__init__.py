"""Labelled data and examples -> how well the product reads and judges them."""
