import { type KeepPolicy, withArchivedEvents, withArchivedRuns } from '@ag06/archive';
import type { Broker } from '@ag06/broker';
import type { LinksView } from '@ag06/contracts';
import type { Duty } from '@ag06/duty';
import type { ObjectStore } from '@ag06/objects';
import { createCommandIds, PlanCache, PriorityEpoch, Repeater } from '@ag06/runtime';
import type { Store } from '@ag06/store';
import { countEnd, type MetricBook, toLogIds } from '@ag06/telemetry';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { MeasuredObjects } from './archive/measured-objects.ts';
import { noteUnreadable } from './archive/note-unreadable.ts';
import { type OpenArchive, openArchive } from './archive/open-archive.ts';
import { SEGMENT_DAMAGED } from './archive/segment-damaged.ts';
import { BulkWork } from './bulk/bulk-work.ts';
import { StoreCeiling } from './ceiling/store-ceiling.ts';
import { StoreClock } from './clock/store-clock.ts';
import { createDuties, WAKE_UPS } from './create-duties.ts';
import { createMessenger } from './deliver.ts';
import { Activity } from './duties/activity.ts';
import { BlockedDispatch } from './duties/blocked-dispatch.ts';
import { FeedHub } from './feed/feed-hub.ts';
import { HealthWatch } from './health/health-watch.ts';
import { RequestLog } from './health/request-log.ts';
import { addRoutes } from './http/add-routes.ts';
import { CursorCodec } from './http/cursor.ts';
import type { FeedSettings } from './http/feed-routes.ts';
import { addPageRoute } from './http/page/add-page-route.ts';
import { createServer } from './http/server.ts';
import { watchSilentConnections } from './http/silent-connections.ts';
import { IntakeThreads } from './intake/intake-threads.ts';
import type { Parts } from './parts.ts';
import type { EntryQueue } from './queue/entry-queue.ts';
import { SignalsConsumer } from './queue/signals-consumer.ts';
import { SubmissionsConsumer } from './queue/submissions-consumer.ts';
import { FleetReadings } from './readings/fleet-readings.ts';
import { TuningReadings } from './readings/tuning-readings.ts';
import { ResultWaiters } from './result-waiters.ts';
import { ScaleBoard } from './scale/scale-board.ts';
import { showDispatcher } from './show-dispatcher.ts';
import { StreamHub } from './streams/stream-hub.ts';
import { WantedAgents } from './wanted-agents.ts';

interface DispatcherOptions {
  readonly id: string;
  readonly store: Store;
  readonly broker: Broker;
  readonly log: Logger;
  readonly host: string;
  readonly port: number;
  /** Names by which the API may be called, besides those of the loopback. */
  readonly hostNames: readonly string[];
  /** The folder of the built dashboard; undefined if it is not served. */
  readonly dashboard: string | undefined;
  /** Where traces and logs of runs are shown. */
  readonly links: LinksView;
  readonly retentionMs: number;
  /** Where finished runs go after that; undefined if they are deleted. It is closed with the dispatcher. */
  readonly objects?: ObjectStore | undefined;
  /** Whether a setting says what becomes of finished runs, or nothing has to. */
  readonly isArchiveSet: boolean;
  /** How long runs stay in the archive, and which are on hold. */
  readonly keep: KeepPolicy;
  readonly dedupeTtlMs: number;
  /** The ceiling of the store, in bytes; undefined if only the server's own limit counts. */
  readonly storeBytes?: number | undefined;
  readonly feed: FeedSettings;
  readonly streams: Parts['streams'];
  readonly streamRetention: Parts['streamRetention'];
  readonly streamLateMs?: number | undefined;
  readonly isStoreUp: () => boolean;
  /** How often the connection to the queues had to be opened again. */
  readonly reconnects: () => number;
  /** The metrics of this process. */
  readonly book: MetricBook;
  /** Returns all metrics of this process in the text format of Prometheus. */
  readonly scrape: () => Promise<string>;
}

/** Admits runs, answers for them, wakes, repairs and cleans up. Any number of dispatchers may run. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #epoch: PriorityEpoch;
  readonly #activity = new Activity();
  readonly #parts: Parts;
  /** The same for those who are asked for runs: they read the archive too. */
  readonly #reading: Parts;
  readonly #waiters: ResultWaiters;
  readonly #feed: FeedHub;
  readonly #streams: StreamHub;
  readonly #blocked: BlockedDispatch;
  readonly #bulk: BulkWork;
  readonly #duties: readonly Duty[];
  readonly #health: HealthWatch;
  readonly #entries: readonly EntryQueue[];
  #app: FastifyInstance | undefined;
  #endSilent: () => void = () => {};
  readonly #draining = new AbortController();
  #stopping: Promise<void> | undefined;
  #forget: () => void = () => {};

  constructor(options: DispatcherOptions) {
    const { id, store, broker, log, retentionMs, dedupeTtlMs, isStoreUp, book } = options;
    this.#options = options;
    const plans = new PlanCache(store.workflows);
    const createId = createCommandIds(id);
    const archive =
      options.objects &&
      openArchive(new MeasuredObjects(options.objects, book), {
        id,
        store,
        plans,
        keep: options.keep,
        onUnreadable: noteUnreadable(log),
        onDamaged: (err) => log.error({ err, segment: err.segment, code: err.code }, SEGMENT_DAMAGED),
      });
    this.#epoch = new PriorityEpoch(store.fleet);
    const tuning = new TuningReadings({ shared: store.shared, storeTime: () => store.runs.now() });
    const messenger = createMessenger(log, book, () => this.#parts);
    this.#parts = {
      id,
      store,
      broker,
      log,
      retentionMs,
      dedupeTtlMs,
      clock: new StoreClock(store),
      ceiling: new StoreCeiling({ storeBytes: options.storeBytes, book }),
      streams: options.streams,
      streamRetention: options.streamRetention,
      tuning,
      scale: new ScaleBoard(),
      streamLateMs: options.streamLateMs,
      appends: new RequestLog(),
      isStoreUp,
      book,
      plans,
      archive,
      holdTag: options.keep.holdTag,
      isArchiveSet: options.isArchiveSet,
      repeater: new Repeater(log, book),
      wanted: new WantedAgents(store.fleet, log),
      intake: new IntakeThreads({
        onError: (error) => log.warn({ err: error }, 'A thread that reads large bodies ended.'),
      }),
      carrier: {
        runs: store.runs,
        broker,
        issuer: { worker: id, job: '', delivery: 0 },
        createId: () => {
          this.#activity.note();
          return createId();
        },
        epoch: () => this.#epoch.value,
        ageingOf: (agent) => tuning.published.find(agent, 'ageingMs'),
        send: (runId, entries) => messenger.send(runId, entries),
        onEnd: ({ meta, createdAt }, status) => countEnd(book, meta.workflow, createdAt, status),
        onRefused: ({ runId, meta }, unit, err) =>
          log.error(
            { err, ...toLogIds({ runId, ...meta }), unit, code: 'COMMIT_REFUSED' },
            'The store refused for good to record what became of an evaluation: it fails.',
          ),
      },
    };
    this.#reading = archive === undefined ? this.#parts : toReading(this.#parts, archive);
    this.#waiters = new ResultWaiters(store.runs);
    this.#feed = new FeedHub(store.feed, { readersMax: options.feed.readersMax });
    this.#streams = new StreamHub(this.#reading.store.events, { readersMax: options.feed.readersMax });
    const readings = new FleetReadings(this.#parts, this.#activity);
    this.#blocked = new BlockedDispatch(this.#parts, readings);
    this.#bulk = new BulkWork(this.#parts);
    this.#duties = createDuties(this.#parts, {
      readings,
      activity: this.#activity,
      blocked: this.#blocked,
      bulk: this.#bulk,
      streams: this.#streams,
    });
    this.#health = new HealthWatch({
      parts: this.#parts,
      reading: this.#reading,
      readings,
      duties: this.#duties,
      reconnects: options.reconnects,
      isQuiet: () => this.#activity.isQuiet(),
    });
    this.#activity.onBegun(() => this.#health.soon());
    // An archived run takes no signal, so signals do not depend on the archive.
    this.#entries = [new SubmissionsConsumer(this.#reading), new SignalsConsumer(this.#parts)];
  }

  /** Resolves with the address of the API once it answers. */
  async start(): Promise<string> {
    const { fleet } = this.#options.store;
    await this.#untilAnswered(() => this.#epoch.start());
    await this.#untilAnswered(() => this.#parts.tuning.start());
    const cursors = new CursorCodec(await this.#untilAnswered(() => fleet.loadSecret()));
    const app = createServer(this.#parts, { host: this.#options.host, names: this.#options.hostNames });
    app.addHook('onRequest', async ({ method }) => {
      if (method !== 'GET' && method !== 'HEAD') this.#activity.note();
    });
    // A connection that is kept alive after its last answer would keep the server from closing.
    app.addHook('onSend', async (_request, reply) => {
      if (this.#stopping !== undefined) reply.header('connection', 'close');
    });
    addRoutes(app, {
      parts: this.#reading,
      waiters: this.#waiters,
      cursors,
      feed: this.#feed,
      streams: this.#streams,
      links: this.#options.links,
      feedSettings: this.#options.feed,
      health: this.#health,
      scrape: this.#options.scrape,
    });
    if (this.#options.dashboard !== undefined) addPageRoute(app, this.#options.dashboard);
    this.#app = app;
    this.#endSilent = watchSilentConnections(app.server);
    await this.#health.start();
    const url = await app.listen({ host: this.#options.host, port: this.#options.port });
    await Promise.all([this.#blocked.start(), this.#bulk.start()]);
    for (const duty of this.#duties) duty.start();
    this.#forget = showDispatcher(this.#options.book, {
      duties: this.#duties,
      feed: this.#feed,
      streams: this.#streams,
      health: this.#health,
    });
    for (const entry of this.#entries) entry.start();
    return url;
  }

  #untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
    return this.#parts.repeater.untilAnswered('start', ask, this.#draining.signal);
  }

  /** Looks for due wake-ups now, and not at the next turn: for a host that has moved its store's clock. */
  wake(): void {
    for (const duty of this.#duties) if (duty.name === WAKE_UPS) duty.soon();
  }

  /** Refuses new work, and ends the work at hand and the duties. May be called twice, or before `start`. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#draining.abort();
    this.#forget();
    this.#epoch.stop();
    this.#feed.stop();
    this.#streams.stop();
    void this.#blocked.stop().catch(() => {});
    void this.#bulk.stop().catch(() => {});
    void this.#parts.tuning.stop().catch(() => {});
    const entries = this.#entries.map((entry) => entry.stop());
    await Promise.all([...entries, this.#waiters.stop().then(() => this.#closeServer())]);
    // Duties check inputs, so the threads go after them.
    await Promise.all([this.#health.stop(), ...this.#duties.map((duty) => duty.stop())]);
    await this.#parts.intake.stop();
    this.#options.objects?.close();
  }

  async #closeServer(): Promise<void> {
    const closing = this.#app?.close();
    this.#endSilent();
    await closing;
  }
}

/** A definition that is only in the archive is read from there too. */
function toReading(parts: Parts, { archive, streams }: OpenArchive): Parts {
  const now = () => parts.store.runs.now();
  const store = withArchivedEvents(withArchivedRuns(parts.store, archive), streams.archive, now);
  return { ...parts, store, plans: new PlanCache(store.workflows) };
}
