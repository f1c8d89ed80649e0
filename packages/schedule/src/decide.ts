import type { PastSlot, ScheduleDocument, Slot } from './document.ts';
import { jitterOf } from './jitter.ts';
import { listLast } from './timetable.ts';
import type { Timetable } from './timing.ts';

const QUEUE_MAX = 100;
const CATCH_UP_MAX = 100;
/** The most decided slots that a schedule keeps for its history. */
const HISTORY_MAX = 50;
/** A slot that is decided later than this counts as missed: no dispatcher was running. */
export const LATE_MS = 60_000;

/** The facts that a decision about a schedule depends on, besides its document. */
export interface Deciding {
  readonly name: string;
  readonly table: Timetable;
  /** By the store's clock. */
  readonly now: number;
  /** The version of a run that starts now; undefined if the workflow is unknown. */
  readonly version: string | undefined;
  runIdOf(slot: Slot): string;
}

/**
 * Decides one due slot: the first of the queue if no run is active, else the next of the timetable. Returns the changed
 * document, or the same object if nothing is due. While `pend` is set it decides nothing.
 */
export function decide(document: ScheduleDocument, deciding: Deciding): ScheduleDocument {
  if (document.paused || document.pend !== null) return document;
  const [first, ...queue] = document.queue;
  if (document.cur === null && first !== undefined) return start({ ...document, queue }, first, deciding);
  if (!isDue(document, deciding)) return document;
  const caughtUp = catchUp(document, deciding);
  if (!isDue(caughtUp, deciding)) return caughtUp;
  const slot: Slot = { at: caughtUp.next };
  return place({ ...caughtUp, next: deciding.table.after(slot.at) ?? null }, slot, deciding);
}

/**
 * Decides a slot of the timetable or of a trigger by `overlap`: it starts, is skipped, or waits in the queue. Returns
 * the document.
 */
export function place(document: ScheduleDocument, slot: Slot, deciding: Deciding): ScheduleDocument {
  const { cur, queue, settings } = document;
  if (cur === null && queue.length === 0) return start(document, slot, deciding);
  const past = { slot, decidedAt: deciding.now };
  switch (settings.overlap) {
    case 'skip':
      return note(document, { ...past, outcome: 'skipped', why: 'The run before it was not over.' });
    case 'cancel':
      return start(document, slot, deciding, cur?.runId);
    case 'queue':
      if (queue.length < QUEUE_MAX) return { ...document, queue: [...queue, slot] };
      return note(document, { ...past, outcome: 'skipped', why: `${QUEUE_MAX} runs were waiting.` });
  }
}

function start(document: ScheduleDocument, slot: Slot, deciding: Deciding, stop?: string): ScheduleDocument {
  const { version, now } = deciding;
  if (version === undefined) {
    const why = `WORKFLOW_UNKNOWN: There is no workflow ${document.settings.workflow}, or not this version of it.`;
    return note(document, { slot, decidedAt: now, outcome: 'refused', why });
  }
  const runId = deciding.runIdOf(slot);
  const pend = { slot, runId, version, ...(stop !== undefined && { stop }) };
  return note(
    { ...document, cur: { runId, slot }, pend },
    { slot, decidedAt: now, outcome: 'started', runId },
  );
}

/**
 * Decides after an outage, by `catchUp`, which missed slots still get a run. Notes the others as missed. Returns the
 * document.
 */
function catchUp(document: DueSchedule, deciding: Deciding): ScheduleDocument {
  const { next, settings } = document;
  const { table, now } = deciding;
  if (now - dueAt(document, deciding.name) <= LATE_MS) return document;
  const first = {
    none: () => table.after(Math.max(next, now - LATE_MS)),
    last: () => table.before(now),
    all: () => listLast(table, next, now, CATCH_UP_MAX)[0],
  }[settings.catchUp]();
  if (first !== undefined && first <= next) return document;
  const lastMissed = table.before((first ?? now) - 1) ?? next;
  const why = `No dispatcher was there from ${new Date(next).toISOString()} on.`;
  const missed = { slot: { at: lastMissed }, decidedAt: now, outcome: 'missed', why } as const;
  return note({ ...document, next: first ?? null }, missed);
}

/** Returns the document after the run of `pend` was started, or was refused for ever with the reason `why`. */
export function settle(document: ScheduleDocument, runId: string, why?: string): ScheduleDocument {
  if (document.pend?.runId !== runId) return document;
  const settled = { ...document, pend: null };
  if (why === undefined) return settled;
  const last = document.last.map((past): PastSlot => (past.runId === runId ? refused(past, why) : past));
  return { ...settled, cur: document.cur?.runId === runId ? null : document.cur, last };
}

const refused = ({ slot, decidedAt, runId }: PastSlot, why: string): PastSlot => ({
  slot,
  decidedAt,
  outcome: 'refused',
  runId,
  why,
});

/** Returns the document after the end of a run. If it was the active run, the schedule has none now. */
export function free(document: ScheduleDocument, runId: string): ScheduleDocument {
  if (document.cur?.runId !== runId) return document;
  return { ...document, cur: null, pend: document.pend?.runId === runId ? null : document.pend };
}

/** Returns the paused document. Slots that come during a pause get no runs, neither then nor later. */
export const pause = (document: ScheduleDocument): ScheduleDocument => ({ ...document, paused: true });

export function resume(document: ScheduleDocument, { table, now }: Pick<Deciding, 'table' | 'now'>) {
  return document.paused ? { ...document, paused: false, next: table.after(now) ?? null } : document;
}

/** Returns the document with further decided slots in its history. */
export const note = (document: ScheduleDocument, ...past: readonly PastSlot[]): ScheduleDocument => ({
  ...document,
  last: [...past, ...document.last].slice(0, HISTORY_MAX),
});

/** If a `pend` is not settled after this time, another dispatcher takes it over. */
const PEND_MS = 5_000;
/**
 * So often a schedule with runs in its queue looks whether the one of now is over. The end of a run says so by a
 * message; this is for a message that a fail-over lost, and for runs of a version that sent none.
 */
const LOOK_MS = 10_000;

/** Returns the moment of a schedule's next wake-up, in milliseconds since 1970; undefined if it needs none. */
export function wakeAt(document: ScheduleDocument, name: string, now: number): number | undefined {
  const { pend, paused, queue, cur } = document;
  if (pend !== null) return now + PEND_MS;
  if (paused) return undefined;
  const slot =
    document.next === null ? Number.POSITIVE_INFINITY : dueAt({ ...document, next: document.next }, name);
  const look = queue.length === 0 ? Number.POSITIVE_INFINITY : cur === null ? now : now + LOOK_MS;
  const at = Math.min(slot, look);
  return Number.isFinite(at) ? at : undefined;
}

type DueSchedule = ScheduleDocument & { readonly next: number };

const isDue = (document: ScheduleDocument, { name, now }: Deciding): document is DueSchedule =>
  document.next !== null && dueAt({ ...document, next: document.next }, name) <= now;

const dueAt = ({ next, settings }: DueSchedule, name: string): number =>
  next + jitterOf(name, next, settings.jitterMs);
