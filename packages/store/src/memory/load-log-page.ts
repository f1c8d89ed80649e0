import type { RunEvent } from '@ag06/contracts';
import { LOG_PAGE, type LogPage } from '../log-page.ts';

/** An event does not change, so it is measured once. */
const measured = new WeakMap<RunEvent, number>();

/** As `RunStore.loadLogPage`. */
export function loadLogPage(
  log: readonly RunEvent[],
  after: number,
  limit: number,
  maxBytes: number = LOG_PAGE.bytes,
): LogPage {
  const events: RunEvent[] = [];
  let bytes = 0;
  for (const event of log.slice(after, after + limit)) {
    const size = measured.get(event) ?? Buffer.byteLength(JSON.stringify(event));
    measured.set(event, size);
    if (events.length > 0 && bytes + size > maxBytes) break;
    events.push(event);
    bytes += size;
  }
  return { events, bytes, more: after + events.length < log.length };
}
