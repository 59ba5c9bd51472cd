"""What every domain needs: the actor, the context, the audit log, data keys, jobs and
statements.
"""
