"""Help while somebody writes: previews, pictures, a picker, who else is there, and words kept safe."""
