"""Tables, sessions and migrations. Rules about access are in `services.sharing`."""
