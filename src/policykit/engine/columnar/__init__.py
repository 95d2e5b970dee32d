"""The columnar engine: rules as relational expressions over tables of facts. It agrees with the reference evaluator."""
