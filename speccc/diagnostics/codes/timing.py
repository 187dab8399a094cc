"""E06, continued: windows of time that make no sense."""

from speccc.diagnostics.model import Code

WINDOW_NEEDS = Code(
    "E0670",
    "length of a window missing",
    "'kind: {kind}' needs '{key}'",
    "Each kind of window has its own keys:\n\n"
    "    time_window: {kind: tumble, time: t, size: 1 hours}\n"
    "    time_window: {kind: hop, time: t, size: 1 hours, every: 10 minutes}\n"
    "    time_window: {kind: cumulate, time: t, size: 1 days, every: 1 hours}\n"
    "    time_window: {kind: session, time: t, gap: 30 minutes, by: [user_id]}",
    hint="add '{key}: {example}'",
)
WINDOW_OPTION = Code(
    "E0671",
    "key of another kind of window",
    "'{key}' is not for 'kind: {kind}'",
    "`size` belongs to tumble, hop and cumulate, `every` to hop and cumulate, `gap` and `by` to\n"
    "session. The other kinds put a row into windows by its time alone: group by the columns in\n"
    "the aggregate after it.",
    hint="leave '{key}' out",
)
WINDOW_TIME = Code(
    "E0672",
    "time of a window",
    "the time of a window is a timestamp; '{name}' is {type}",
    "Windows of time are cut to the second, so they need a timestamp. A date is made one by\n"
    "`cast(day as timestamp)`; a week or a month of dates is `trunc_week(day)`.",
    hint="name a timestamp, or derive one in a step before",
)
WINDOW_LENGTH = Code(
    "E0673",
    "length of a window out of range",
    "'{key}: {text}' is out of range",
    "The length of a window, and of the pause in a session, is 1 second to 36500 days.",
    hint="write 1 seconds to 36500 days",
)
WINDOW_STEPS = Code(
    "E0674",
    "windows that do not fit together",
    "'size: {size}' is not a multiple of 'every: {every}'",
    "The windows of `cumulate` grow by `every` until they are of the whole `size`.",
    hint="let 'every' divide 'size', as 1 hours divides 1 days",
)
WINDOW_COUNT = Code(
    "E0675",
    "too many windows",
    "each row would be in {count} windows",
    "Each row is repeated for every window that holds it: `size` divided by `every` times, and at\n"
    "most 10,000 times.",
    hint="let a new window start less often: a longer 'every'",
)
