"""Labelled messages -> the weights that ship."""
