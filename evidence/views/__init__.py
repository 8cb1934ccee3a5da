"""What readers open of the evidence itself: one module for each thing they open."""
