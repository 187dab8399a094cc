"""speccc as a service over HTTP: the same as the commands, for programs; see docs/service.md."""
