import { Duty, type DutyOptions, type DutyTurn } from '@ag06/duty';
import { leastKeptMs } from './archive/stream-retention.ts';
import type { BulkWork } from './bulk/bulk-work.ts';
import type { Activity } from './duties/activity.ts';
import { StreamArchiving } from './duties/archive-streams.ts';
import type { BlockedDispatch } from './duties/blocked-dispatch.ts';
import { FleetFacts } from './duties/fleet-facts.ts';
import { followTimers } from './duties/follow-timers.ts';
import { forgetDeadProcesses } from './duties/forget-dead-processes.ts';
import { freeStreams } from './duties/free-streams.ts';
import { LayoutRaise } from './duties/layout-raise.ts';
import { removeUndeliverable, StalledRecovery } from './duties/maintain-queues.ts';
import { NextTimer } from './duties/next-timer.ts';
import { PriorityRebase } from './duties/priority-rebase.ts';
import { keepRetention } from './duties/retention.ts';
import { ShorterAgeing } from './duties/shorter-ageing.ts';
import { SWEEP_BLOBS_EVERY_MS, sweepBlobs } from './duties/sweep-blobs.ts';
import { takeLooks } from './duties/take-looks.ts';
import { takeTimers } from './duties/take-timers.ts';
import { Watchdog } from './duties/watchdog.ts';
import type { Parts } from './parts.ts';
import type { FleetReadings } from './readings/fleet-readings.ts';
import type { StreamHub } from './streams/stream-hub.ts';

/** The name of the duty that takes due timers. */
export const WAKE_UPS = 'wake-ups';
const WAKEUPS_EVERY_MS = 250;
/** At rest, where the moment of the next timer is known. */
const IDLE_WAKEUPS_EVERY_MS = 1_000;
/** Looks may be a little late, and timers may not. */
const LOOKS_EVERY_MS = 1_000;
const IDLE_LOOKS_EVERY_MS = 2_000;
const STALLED_EVERY_MS = 2_000;
const BLOCKED_EVERY_MS = 1_000;
const IDLE_BLOCKED_EVERY_MS = 2_000;
const UNDELIVERABLE_EVERY_MS = 10_000;
/** Longer than any process uses an epoch after it was moved. */
const REBASE_EVERY_MS = 10_000;
const RETENTION_EVERY_MS = 60_000;
const FACTS_EVERY_MS = 2_500;
/** Neither tells of anything new while nothing happens. */
const QUIET_FACTS_EVERY_MS = 4_000;
const QUIET_STALLED_EVERY_MS = 4_000;
/** Settings change rarely, and word comes of it. */
const SETTINGS_EVERY_MS = 5_000;
const FORGET_EVERY_MS = 30_000;
const LAYOUT_EVERY_MS = 5_000;
const BULK_EVERY_MS = 1_000;
/** Word comes when one begins. */
const IDLE_BULK_EVERY_MS = 3_000;
const STREAM_DELETIONS_EVERY_MS = 10_000;
const STREAM_ARCHIVE_EVERY_MS = 10_000;
const STREAM_READERS_EVERY_MS = 3_000;

interface DutyNeeds {
  readonly readings: FleetReadings;
  readonly activity: Activity;
  readonly blocked: BlockedDispatch;
  readonly bulk: BulkWork;
  readonly streams: StreamHub;
}

/** Everything that a dispatcher does without being asked. */
export function createDuties(
  parts: Parts,
  { readings, activity, blocked, bulk, streams }: DutyNeeds,
): Duty[] {
  const { log } = parts;
  const watchdog = new Watchdog(parts);
  const rebase = new PriorityRebase(parts);
  const shorter = new ShorterAgeing(parts);
  const facts = new FleetFacts(parts, readings);
  const layout = new LayoutRaise(parts);
  const stalled = new StalledRecovery(parts, readings);
  const streamArchiving = new StreamArchiving(parts);
  const keptMs = leastKeptMs(parts.streamRetention) ?? Number.POSITIVE_INFINITY;
  const streamArchiveEveryMs = Math.min(STREAM_ARCHIVE_EVERY_MS, Math.max(250, keptMs / 4));
  const retentionEveryMs = Math.min(RETENTION_EVERY_MS, Math.max(250, parts.retentionMs / 4));
  const onError = (err: Error, duty: string) => log.warn({ err, duty }, 'A duty failed; it is tried again.');
  const duty = (name: string, everyMs: number, act: DutyOptions['act'], idleMs = everyMs) =>
    new Duty({ name, everyMs, idleMs, act, onError });
  const retention = duty('retention', retentionEveryMs, (signal) => keepRetention(parts, signal));
  parts.ceiling.onPressed(() => retention.soon());
  const settings = duty('settings', SETTINGS_EVERY_MS, () => parts.tuning.read().then(() => shorter.note()));
  parts.tuning.onChanged(() => settings.soon());
  const bulks = duty('bulk', BULK_EVERY_MS, (signal) => bulk.look(signal), IDLE_BULK_EVERY_MS);
  bulk.onBegun(() => bulks.soon());
  const orQuiet = (): DutyTurn => (activity.isQuiet() ? 'idle' : undefined);
  const whileQuiet = (turn: DutyTurn) => (turn === 'idle' && !activity.isQuiet() ? undefined : turn);
  const readFacts = duty('facts', FACTS_EVERY_MS, () => facts.read().then(orQuiet), QUIET_FACTS_EVERY_MS);
  // A first worker is wanted as soon as there is work for it.
  activity.onBegun(() => readFacts.soon());
  const next = new NextTimer(parts.store.runs, () => timers.soon());
  const timers = duty(
    WAKE_UPS,
    WAKEUPS_EVERY_MS,
    () => followTimers({ take: () => takeTimers(parts), activity, next }),
    IDLE_WAKEUPS_EVERY_MS,
  );
  return [
    timers,
    duty('watchdog', LOOKS_EVERY_MS, () => takeLooks(parts, watchdog).then(whileQuiet), IDLE_LOOKS_EVERY_MS),
    duty('stalled jobs', STALLED_EVERY_MS, () => stalled.look().then(orQuiet), QUIET_STALLED_EVERY_MS),
    duty('blocked steps', BLOCKED_EVERY_MS, () => blocked.look().then(whileQuiet), IDLE_BLOCKED_EVERY_MS),
    duty('undeliverable jobs', UNDELIVERABLE_EVERY_MS, () => removeUndeliverable(parts, readings)),
    duty('priorities', REBASE_EVERY_MS, () => rebase.look().then(() => shorter.look())),
    retention,
    settings,
    duty('archive of streams', streamArchiveEveryMs, (signal) => streamArchiving.look(signal)),
    duty('orphaned blobs', SWEEP_BLOBS_EVERY_MS, () => sweepBlobs(parts)),
    readFacts,
    bulks,
    duty('dead processes', FORGET_EVERY_MS, () => forgetDeadProcesses(parts.store)),
    duty('stream deletions', STREAM_DELETIONS_EVERY_MS, (signal) => freeStreams(parts.store.events, signal)),
    duty('readers of streams', STREAM_READERS_EVERY_MS, () => streams.look()),
    duty('layout', LAYOUT_EVERY_MS, () => layout.look()),
  ];
}
