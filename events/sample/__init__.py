"""A sample register: the size of the document of 30 July 2021, made from a seed, and marked as a sample."""
