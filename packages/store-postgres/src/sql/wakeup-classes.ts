/** Timers and looks of the watchdog have an index each, so that many due wake-ups of one kind do not hide the other. */
export const WAKEUP_CLASSES = /* sql */ `
DROP INDEX IF EXISTS ag06.wakeups_by_time;
CREATE INDEX IF NOT EXISTS wakeups_timers ON ag06.wakeups (due_at) WHERE kind <> 'watchdog';
CREATE INDEX IF NOT EXISTS wakeups_looks ON ag06.wakeups (due_at) WHERE kind = 'watchdog';
`;
