"""One module a group of pages: parses the form, calls the interface's own function, shows what that
answers.
"""
