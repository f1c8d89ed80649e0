import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessReadiness } from '@ag06/contracts';
import { Duty, type DutyTurn, settlesWithin } from '@ag06/duty';
import { findStuckDuties, type HealthFacts, judgeDispatcher, type QueueFacts } from '@ag06/health';
import { EventLoopLag } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';
import type { FleetReadings } from '../readings/fleet-readings.ts';
import { ArchiveLook, type ArchiveSize } from './archive-look.ts';
import { FleetLook } from './fleet-look.ts';
import { GroupLook } from './group-look.ts';
import { RequestLog } from './request-log.ts';
import { StoreProbe } from './store-probe.ts';
import { sumFallbacks } from './sum-fallbacks.ts';

const FIRST_LOOK_WITHIN_MS = 1_000;
const REPEAT_AFTER_MS = 50;
const RECONNECTS_WITHIN_MS = 60_000;
/** Duties that turn more often than this show by their silence that the process hangs. */
const QUICK_DUTY_MS = 2_500;

interface HealthNeeds {
  readonly parts: Parts;
  /** Its groups know how old archived events are; by default, the store of `parts`. */
  readonly reading?: Pick<Parts, 'store'>;
  readonly readings: FleetReadings;
  readonly duties: readonly Duty[];
  readonly reconnects: () => number;
  /** Whether the fleet has no work: what changes by its work alone is looked at less often then. By default it never is. */
  readonly isQuiet?: () => boolean;
}

/** How often what the fleet's work changes is looked at: half as often while it has none. */
const FLEET_EVERY_MS = 2_000;
const QUEUES_EVERY_MS = 1_000;
/** How often groups of streams are looked at; more often if they count as late sooner. */
const GROUPS_EVERY_MS = 10_000;

/**
 * Looks at the fleet all the time. Each look has its own loop, so one that gets no answer holds up nothing else.
 * Questions about health are answered from the last looks.
 */
export class HealthWatch {
  readonly #needs: HealthNeeds;
  readonly #store: StoreProbe;
  readonly #fleet: FleetLook;
  readonly #groups: GroupLook;
  readonly #archive: ArchiveLook;
  readonly #requests = new RequestLog();
  readonly #lag = new EventLoopLag();
  readonly #looks: readonly Duty[];
  /** Those that come seldom while the fleet has no work. */
  readonly #rareLooks: readonly Duty[];
  #reconnects: readonly { readonly at: number; readonly count: number }[] = [];
  #startedAt = performance.now();

  constructor(needs: HealthNeeds) {
    const { parts, reading = parts, readings, isQuiet = () => false } = needs;
    this.#needs = needs;
    this.#store = new StoreProbe(parts.store, parts.ceiling);
    this.#fleet = new FleetLook(parts, readings);
    this.#groups = new GroupLook(reading.store);
    this.#archive = new ArchiveLook(parts);
    const onError = (err: Error, duty: string) =>
      parts.log.warn({ err, duty }, 'A look at the fleet failed; it is tried again.');
    const look = (name: string, everyMs: number, act: () => unknown, idleMs = everyMs) =>
      new Duty({ name: `health: ${name}`, everyMs, idleMs, act, onError });
    const rareLook = (name: string, everyMs: number, act: () => Promise<void>) => {
      const turn = () => act().then((): DutyTurn => (isQuiet() ? 'idle' : undefined));
      return look(name, everyMs, turn, 2 * everyMs);
    };
    this.#rareLooks = [
      rareLook('servers', FLEET_EVERY_MS, () => this.#store.inspect()),
      rareLook('workers', FLEET_EVERY_MS, () => this.#fleet.lookAtWorkers()),
      rareLook('documents', FLEET_EVERY_MS, () => this.#fleet.lookAtDocuments()),
      rareLook('queues', QUEUES_EVERY_MS, () => this.#fleet.lookAtQueues()),
    ];
    this.#looks = [
      ...this.#rareLooks,
      look('store', 1_000, () => this.#store.write()),
      look('groups of streams', Math.min(GROUPS_EVERY_MS, parts.streamLateMs ?? GROUPS_EVERY_MS), () =>
        this.#groups.look(),
      ),
      look('archive', 5_000, () => this.#archive.look()),
      look('dead letters', 5_000, () => this.#fleet.lookAtDeadLetters()),
      look('connections', 2_000, () => this.#noteReconnects()),
    ];
  }

  /** Resolves when every look has succeeded once, or soon, because some may get no answer. A look that fails is repeated. */
  async start(): Promise<void> {
    this.#startedAt = performance.now();
    this.#lag.start();
    const late = new AbortController();
    const looked = this.#looks.map((look) => untilSucceeded(look, late.signal));
    for (const look of this.#looks) look.start();
    await settlesWithin(Promise.all(looked), FIRST_LOOK_WITHIN_MS);
    late.abort();
  }

  async stop(): Promise<void> {
    this.#lag.stop();
    await Promise.all(this.#looks.map((look) => look.stop()));
  }

  /** Work begins in a quiet fleet: the next looks at it come now, because submissions are judged by the last one. */
  soon(): void {
    for (const look of this.#rareLooks) look.soon();
  }

  /** `ms` is undefined for an answer that waits on purpose. */
  noteRequest(status: number, ms: number | undefined): void {
    this.#requests.add(status, ms);
  }

  readFacts(): HealthFacts {
    const now = performance.now();
    const { queues, workers, unserved, breakers, blocked, leads, deadLetters, lookedAt } = this.#fleet.read();
    const age = (at: number | undefined) => now - (at ?? this.#startedAt);
    return {
      store: {
        ...this.#store.read(),
        ...this.#readClock(),
        ...sumFallbacks(workers),
        streams: {
          appends: this.#needs.parts.appends.read(),
          groups: this.#groups.read(),
          lateMs: this.#needs.parts.streamLateMs,
        },
      },
      broker: {
        ageMs: age(lookedAt.queues),
        sinceRecoveryMs: this.#sinceSuccessMs('stalled jobs'),
        reconnects: this.#recentReconnects(),
      },
      queues: { ageMs: age(lookedAt.queues), queues, deadLetters },
      workers: { ageMs: age(lookedAt.workers), workers, unserved, hasWaitingWork: queues.some(hasWaiting) },
      breakers: { ageMs: age(lookedAt.documents), breakers, ...(blocked !== undefined && { blocked }) },
      optimizer: { ageMs: age(lookedAt.documents), leads },
      archive: this.#archive.read(),
      api: {
        duties: this.#needs.duties.map(({ name, everyMs }) => ({
          name,
          everyMs,
          sinceSuccessMs: this.#sinceSuccessMs(name),
        })),
        lagMs: this.#lag.read(),
        requests: this.#requests.read(),
      },
    };
  }

  /** Undefined without an archive, and before it could be read. */
  readArchiveSize(): ArchiveSize | undefined {
    return this.#archive.readSize();
  }

  /** Whether a submission would be accepted now. */
  judgeReadiness(): ProcessReadiness & { readonly sinceProgressMs: number } {
    const { store, broker } = this.readFacts();
    const wakeups = this.#needs.duties.find(({ name }) => name === 'wake-ups');
    const sinceProgressMs = performance.now() - (wakeups?.succeededAt ?? Number.NEGATIVE_INFINITY);
    const isStoreUp = this.#needs.parts.isStoreUp();
    return { ...judgeDispatcher({ isStoreUp, store, broker, sinceProgressMs }), sinceProgressMs };
  }

  /** The problems that only a restart mends. */
  findStuckDuties(): readonly string[] {
    const now = performance.now();
    const quick = this.#needs.duties.filter(({ everyMs }) => everyMs < QUICK_DUTY_MS);
    const turns = quick.map(({ name, turnedAt }) => ({ name, sinceTurnMs: now - turnedAt }));
    return findStuckDuties(turns, this.#store.answersForMs());
  }

  #readClock(): Pick<HealthFacts['store'], 'clock'> {
    const { doubt } = this.#needs.parts.clock;
    return doubt === undefined ? {} : { clock: doubt };
  }

  /** A duty that has not succeeded yet is as late as this process is old. */
  #sinceSuccessMs(name: string): number {
    const duty = this.#needs.duties.find((one) => one.name === name);
    return performance.now() - Math.max(this.#startedAt, duty?.succeededAt ?? 0);
  }

  #noteReconnects(): void {
    const now = performance.now();
    const kept = this.#reconnects.filter(({ at }) => now - at < RECONNECTS_WITHIN_MS);
    this.#reconnects = [...kept, { at: now, count: this.#needs.reconnects() }];
  }

  #recentReconnects(): number {
    return (this.#reconnects.at(-1)?.count ?? 0) - (this.#reconnects[0]?.count ?? 0);
  }
}

async function untilSucceeded(look: Duty, signal: AbortSignal): Promise<void> {
  for (;;) {
    await look.turned();
    if (look.succeededAt > Number.NEGATIVE_INFINITY || signal.aborted) return;
    await delay(REPEAT_AFTER_MS);
    look.soon();
  }
}

const hasWaiting = ({ waiting }: QueueFacts): boolean => waiting > 0;
