import {
  FLEET_POLICY,
  findOutOfBounds,
  parseTuningDocument,
  parseTuningPolicy,
  parseTuningSwitch,
  TUNING_PULSE,
  TUNING_SWITCH,
  type TuningDocument,
  type TuningPolicy,
  withoutSettings,
} from '@ag06/contracts/tuning';
import type { FleetStore, SharedDocument, SharedStore, WorkerRecord } from '@ag06/store';
import { findLeavers } from './find-leavers.ts';
import { declaredOf } from './plan-agent.ts';

/** Workers say every 5 s that they live. */
const WORKER_SEEN_WITHIN_MS = 15_000;
/** How often an idle fleet is looked at, if nobody has written anything. */
const LOOK_EVERY_MS = 5_000;
const FROZEN_MAX = 500;

/** A service that several agents call. */
interface SharedService {
  readonly name: string;
  readonly others: readonly string[];
}

/** A published document. Without `document` it cannot be read, or must not stay. */
export interface PublishedDocument {
  readonly version: number;
  readonly document?: TuningDocument;
  readonly problem?: string;
  /** What may stay of it, if that is known. */
  readonly rest?: TuningDocument;
}

interface FleetSources {
  readonly fleet: Pick<FleetStore, 'listAgents' | 'listWorkers'>;
  readonly shared: Pick<SharedStore, 'list' | 'watch'>;
}

/** What the leader sees of the fleet: agents, workers, published documents and what people have decided. */
export class FleetLook {
  readonly #store: FleetSources;
  readonly #fence: number;
  readonly #documents = new Map<string, PublishedDocument>();
  #agents: readonly string[] = [];
  #workers: ReadonlyMap<string, readonly WorkerRecord[]> = new Map();
  /** At the last look. */
  #present: readonly WorkerRecord[] = [];
  /** The agents that call each service, of those that say which. */
  #callers: ReadonlyMap<string, readonly string[]> = new Map();
  #unreadable: ReadonlySet<string> = new Set();
  #policies: ReadonlyMap<string, TuningPolicy> = new Map();
  #isStatic = false;
  #lookedAt: number | undefined;
  #isStale = true;
  #unwatch: readonly (() => Promise<void>)[] = [];

  /** @param fence of the leader whose look this is */
  constructor(store: FleetSources, fence: number) {
    this.#store = store;
    this.#fence = fence;
  }

  get agents(): readonly string[] {
    return this.#agents;
  }

  workersOf(agent: string): readonly WorkerRecord[] {
    return this.#workers.get(agent) ?? [];
  }

  /** The service that an agent calls together with others, and these; undefined: it shares none. */
  sharedServiceOf(agent: string): SharedService | undefined {
    for (const [name, callers] of this.#callers)
      if (callers.length > 1 && callers.includes(agent))
        return { name, others: callers.filter((one) => one !== agent) };
    return undefined;
  }

  documentOf(agent: string): PublishedDocument | undefined {
    return this.#documents.get(agent);
  }

  policyOf(agent: string): TuningPolicy | undefined {
    return this.#policies.get(agent);
  }

  /** Why nothing of the whole fleet is changed; undefined: nothing stands against it. */
  get frozen(): string | undefined {
    if (this.#isStatic) return 'All settings are switched to static.';
    if (this.#unreadable.has(FLEET_POLICY))
      return 'What people have decided about the fleet cannot be read by this release.';
    const { frozen } = this.#policies.get(FLEET_POLICY) ?? {};
    if (frozen === undefined) return undefined;
    const { by, reason } = frozen;
    return `${by} has frozen the fleet${reason === '' ? '' : `: ${reason}`}`.slice(0, FROZEN_MAX);
  }

  /** Why nobody knows what people have decided about it; undefined: that is known. */
  policyProblemOf(agent: string): string | undefined {
    return this.#unreadable.has(agent)
      ? 'What people have decided about it cannot be read by this release.'
      : undefined;
  }

  async start(): Promise<void> {
    const watch = (kind: 'tuning' | 'tuning-policy') =>
      this.#store.shared.watch(kind, () => {
        this.#isStale = true;
      });
    this.#unwatch = await Promise.all([watch('tuning'), watch('tuning-policy')]);
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.#unwatch.map((unwatch) => unwatch()));
  }

  /** Looks anew, if the fleet is at work, somebody has written something, or a while has passed. Returns whether it did. */
  async refresh(now: number, isBusy: boolean): Promise<boolean> {
    const isDue = this.#lookedAt === undefined || now >= this.#lookedAt + LOOK_EVERY_MS;
    if (!isDue && !isBusy && !this.#isStale) return false;
    this.#isStale = false;
    const { fleet, shared } = this.#store;
    const [agents, workers, documents, policies] = await Promise.all([
      fleet.listAgents(),
      fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
      shared.list('tuning'),
      shared.list('tuning-policy'),
    ]);
    this.#agents = agents.filter((agent) => agent !== TUNING_SWITCH && agent !== TUNING_PULSE);
    this.#workers = toServing([...workers, ...findLeavers(this.#present, workers, now)]);
    this.#present = workers;
    this.#callers = toCallers(workers);
    const parsed = policies.map(({ name, text }) => [name, parseTuningPolicy(text)] as const);
    this.#policies = new Map(
      parsed.flatMap(([name, policy]) => (policy === undefined ? [] : [[name, policy] as const])),
    );
    this.#unreadable = new Set(parsed.flatMap(([name, policy]) => (policy === undefined ? [name] : [])));
    this.#take(documents);
    this.#lookedAt = now;
    return true;
  }

  /** The leader has written this itself. */
  wrote(agent: string, document: TuningDocument): void {
    this.#documents.set(agent, { version: document.version, document });
  }

  /** The next refresh looks, because a write was refused: somebody else has written. */
  forget(): void {
    this.#isStale = true;
  }

  #take(documents: readonly SharedDocument[]): void {
    this.#isStatic = false;
    const names = new Set(documents.map(({ name }) => name));
    for (const name of this.#documents.keys()) if (!names.has(name)) this.#documents.delete(name);
    for (const { name, version, text } of documents) {
      if (name === TUNING_PULSE) continue;
      if (name === TUNING_SWITCH) {
        const parsed = parseTuningSwitch(text);
        // One that cannot be read may say that nothing is to be changed.
        this.#isStatic = !parsed.ok || parsed.value.isStatic;
      } else if (this.#documents.get(name)?.version !== version) {
        this.#documents.set(name, this.#read(name, text, version));
      }
    }
  }

  /** Workers refuse a fence above the leader's. A leader that was superseded is refused when it publishes. */
  #read(agent: string, text: string, version: number): PublishedDocument {
    const parsed = parseTuningDocument(text, version);
    if (!parsed.ok) return { version, problem: parsed.problem };
    const document = parsed.value;
    if (document.fence > this.#fence)
      return { version, problem: `fence: expected at most ${this.#fence}, got ${document.fence}` };
    const { bounds: declared } = declaredOf(this.workersOf(agent), agent);
    const outside = findOutOfBounds(document, { ...declared, ...this.policyOf(agent)?.bounds });
    if (outside.length === 0) return { version, document };
    const problem = `expected within the agent's bounds: ${outside.join(', ')}`;
    return { version, problem, rest: withoutSettings(document, outside) };
  }
}

/** The agents that call each service. Workers of different releases may say different things: the last one started is right. */
function toCallers(workers: readonly WorkerRecord[]): ReadonlyMap<string, readonly string[]> {
  const oldestFirst = workers.toSorted((a, b) => a.startedAt - b.startedAt);
  const services = new Map(oldestFirst.flatMap(({ dependencies = {} }) => Object.entries(dependencies)));
  return Map.groupBy(services.keys(), (agent) => services.get(agent) ?? agent);
}

/** Workers by the agents that they serve. */
function toServing(workers: readonly WorkerRecord[]): ReadonlyMap<string, readonly WorkerRecord[]> {
  const serving = new Map<string, WorkerRecord[]>();
  for (const worker of workers)
    for (const agent of new Set(worker.agents)) {
      const others = serving.get(agent);
      if (others === undefined) serving.set(agent, [worker]);
      else others.push(worker);
    }
  return serving;
}
