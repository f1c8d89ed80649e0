/** An id of a run, as the fleet makes them. */
const RUN_ID = /^r[0-9a-z]{1,3}-[0-9a-z]{9}[0-9A-Za-z]{12}$/;

/** Returns the address that shows what somebody looks for: a run by its id, or the runs of a correlation id. */
export function findRun(sought: string): string | undefined {
  const text = sought.trim();
  if (text === '') return undefined;
  return RUN_ID.test(text) ? `/runs/${text}` : `/runs?correlationId=${encodeURIComponent(text)}`;
}
