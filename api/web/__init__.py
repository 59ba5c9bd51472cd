"""The pages: server-rendered, without inline script, upon the very functions that answer the
interface under /v1.
"""
