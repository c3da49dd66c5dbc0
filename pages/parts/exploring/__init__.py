"""What the pages share that put scenarios side by side: the board, saved versions, long runs, differences."""
