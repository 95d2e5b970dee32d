"""What every floor speaks: facts, the vocabulary, rules, findings. It imports nothing of the rest."""
