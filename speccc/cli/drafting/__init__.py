"""What `draft` and `check` share: tables, services, and how a draft is told."""
