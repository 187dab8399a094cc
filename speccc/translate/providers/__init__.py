"""Services that draft: one file each, speaking to one kind of service over HTTP."""
