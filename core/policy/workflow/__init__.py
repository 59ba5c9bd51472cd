"""All processes together: their list, their document, and the links of their refusals."""
