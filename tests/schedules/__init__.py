"""The schedules beside the code, held to the schedulers that are to read them."""
