"""What keeps an installation in sight: is it there, is it ready, how quick is it, what is wrong with it."""
