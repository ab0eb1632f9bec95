"""Events as rows of spreadsheets: what leaves the register, and what a reader of its own workbooks needs to know."""
