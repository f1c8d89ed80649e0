import { Refusal } from '@ag06/contracts';
import { faultPoint, type HeldSchedule, saveSchedule, submitRun } from '@ag06/runtime';
import { type PendingRun, settle } from '@ag06/schedule';
import type { Parts } from '../../parts.ts';
import { cancelRun } from '../cancel-run.ts';
import { LoadedPlans, toSubmitter } from '../start-run.ts';
import { toSlotSubmission } from './start-slot.ts';
import { traceSlot } from './trace-slot.ts';

/**
 * Ends the run that is in the way, starts the decided one, and records that in the document. Idempotent. Returns the
 * document; undefined if another process has recorded it.
 */
export async function finishPending(
  parts: Parts,
  held: HeldSchedule,
  { runId, slot, version, stop }: PendingRun,
): Promise<HeldSchedule | undefined> {
  if (stop !== undefined) await stopRun(parts, held.tenant, stop);
  faultPoint('slot.after-stop');
  const loaded = new LoadedPlans(parts);
  const slotRun = { runId, version, slot: slot.at };
  const submission = toSlotSubmission(held, slotRun, loaded.load);
  const submitting = traceSlot(held.name, submission, (traced) => submitRun(toSubmitter(parts), traced));
  const why = await submitting.then(() => undefined, whyRefused);
  if (why === undefined) loaded.note();
  else parts.log.warn({ schedule: held.name, slot: new Date(slot.at).toISOString(), why }, NOT_STARTED);
  faultPoint('slot.after-submit');
  const settled = await saveSchedule(parts.store, held, settle(held.document, runId, why));
  faultPoint('slot.after-settle');
  return settled;
}

const NOT_STARTED = 'A schedule could not start the run of a slot: it goes on with the next one.';

/** Returns why there will never be such a run. Throws an error that may pass. */
function whyRefused(error: unknown): string {
  if (error instanceof Refusal && error.status < 500) return `${error.code}: ${error.message}`;
  throw error;
}

async function stopRun(parts: Parts, tenant: string, runId: string): Promise<void> {
  try {
    await cancelRun(parts, tenant, runId);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status >= 500) throw error;
  }
}
