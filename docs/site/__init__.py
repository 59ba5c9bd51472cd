"""The documents as a site: `python -m docs.site` builds it with MkDocs Material, strictly."""
