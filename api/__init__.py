"""HTTP: routes that parse, call one service and return. No rule of who may see what stands here."""
