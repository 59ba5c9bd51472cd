"""A store that was lived in: what people do after an import, through the services, on synthetic
people alone.
"""
