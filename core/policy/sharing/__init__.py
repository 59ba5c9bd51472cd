"""Policy tables of what one agency shows another: views, evidence, disclosure and relay desks."""
