"""What every address of the API has in common: who asks, what a token allows, how often, pages, and how a refusal is said."""
