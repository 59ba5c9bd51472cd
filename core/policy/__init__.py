"""Policy as tables: who may do what, what each view opens, and how long things are kept."""
