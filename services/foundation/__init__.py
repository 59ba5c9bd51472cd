"""Parts that every domain needs: actor, context, audit log, data keys, jobs and statements."""
