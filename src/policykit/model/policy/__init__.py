"""Rules as data: periods, conditions, requirement forms, rules, documents."""
