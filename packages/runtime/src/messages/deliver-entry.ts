import { type EntryWakeup, readEntryId } from '@ag06/protocol';
import { faultPoint } from '../fault-point.ts';
import { deliverStart } from './deliver-start.ts';
import { deliverStop } from './deliver-stop.ts';
import { deliverTell } from './deliver-tell.ts';
import type { DeliveryParts } from './delivery-parts.ts';

/**
 * Delivers a message and clears it, last of all. May be done any number of times, by any number of processes at once: its
 * receiver knows a repeat. Rejects if it could not be delivered; its wake-up brings it back.
 */
export async function deliverEntry(parts: DeliveryParts, wakeup: EntryWakeup): Promise<void> {
  const { runId, entry } = wakeup;
  const [body, sender] = await Promise.all([
    parts.runs.loadEntry(runId, entry),
    parts.runs.loadSummary(runId),
  ]);
  if (body !== undefined && sender !== undefined) {
    const { does, to } = readEntryId(entry);
    faultPoint(`${does}.before-delivery`);
    if (does === 'start') await deliverStart(parts, sender, to, body);
    else if (does === 'stop') await deliverStop(parts, sender, to);
    else await deliverTell(parts, runId);
    faultPoint(`${does}.after-delivery`);
  }
  await parts.runs.clearWakeup(wakeup);
}
