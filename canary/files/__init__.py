"""Documents, recipients and terms in; private, whole files out. The only home of formats."""
