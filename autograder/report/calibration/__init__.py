"""Where thresholds come from, for the person who must defend them: the measured numbers, drawn and said."""
