"""Figures as plain data with coordinates, which templates draw as inline SVG. One pure module for each figure."""
