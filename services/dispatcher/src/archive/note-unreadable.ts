interface Log {
  error(fields: object, message: string): void;
}

const EVERY_MS = 1_000;

/** Logs runs that cannot be archived, at most one a second; each line counts those before it that were not logged. */
export function noteUnreadable(
  log: Log,
  now = () => performance.now(),
): (runId: string, error: unknown) => void {
  let loggedAt = Number.NEGATIVE_INFINITY;
  let others = 0;
  return (runId, err) => {
    if (now() - loggedAt < EVERY_MS) {
      others++;
      return;
    }
    log.error(
      { err, runId, others, code: 'RUN_UNREADABLE' },
      'A finished run cannot be read, so it is not archived and stays in the store. Others are archived. It is tried again in 10 minutes; delete it if it cannot be mended.',
    );
    [loggedAt, others] = [now(), 0];
  };
}
