/** Timers and looks of the watchdog have an index each: however many of one kind are due, the other is found at once. */
export const WAKEUP_CLASSES = /* sql */ `
DROP INDEX IF EXISTS ag06.wakeups_by_time;
CREATE INDEX IF NOT EXISTS wakeups_timers ON ag06.wakeups (due_at) WHERE kind <> 'watchdog';
CREATE INDEX IF NOT EXISTS wakeups_looks ON ag06.wakeups (due_at) WHERE kind = 'watchdog';
`;
