/**
 * Returns a slot as the clocks of a time zone show it, such as `Tue, 1 Dec 2026, 03:00 Europe/Berlin`; with seconds if it has any. A
 * zone that the browser does not know, and the dispatcher does, is told in UTC.
 */
export function formatSlot(slot: string, zone: string): string {
  try {
    return `${formatIn(slot, zone)} ${zone}`;
  } catch {
    return `${formatIn(slot, 'UTC')} UTC`;
  }
}

/** Throws `RangeError` for a zone that is not known. */
function formatIn(slot: string, zone: string): string {
  const at = new Date(slot);
  const seconds = at.getUTCSeconds() === 0 ? {} : ({ second: '2-digit' } as const);
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...seconds,
  }).format(at);
}
