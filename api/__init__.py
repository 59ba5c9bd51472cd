"""HTTP layer: routes parse, call one service and return. Access rules are in other packages."""
