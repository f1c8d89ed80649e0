import { availableParallelism } from 'node:os';
import type { Agent } from '@ag06/agent-kit';
import { Duty, type DutyTurn } from '@ag06/duty';
import type { AttemptFacts, AttemptObserver } from '../../attempt/attempt-observer.ts';
import { WorkerMeter } from '../worker-meter.ts';
import { type Caution, FastLoop } from './fast-loop.ts';
import { Ramp } from './ramp.ts';
import type { Second } from './second.ts';
import { SecondTally } from './second-tally.ts';

const EVERY_MS = 1_000;
/** While nothing runs and nothing is held back, the loops have nothing to find. */
const REST_MS = 5_000;

/** Fewer attempts at a time than the worker was told to run, and why. */
export interface HeldBack {
  readonly limit: number;
  readonly published: number;
  readonly because: readonly Caution[];
}

interface FastLoopsOptions {
  readonly agents: ReadonlyMap<string, Agent>;
  /** The worker's own limit. */
  readonly own: number;
  /** The published limit of an agent; undefined: nobody has published one. */
  readonly publishedOf: (agent: string) => number | undefined;
  readonly inflightOf: (agent: string) => number;
  /** Whether nothing runs. */
  readonly isAtRest: () => boolean;
  /** Called when another limit is in force. */
  readonly apply: (agent: string, limit: number) => void;
  /** Called when an agent begins or ceases to be held back, and by what. */
  readonly onChanged: (agent: string, held: HeldBack | undefined) => void;
  /** Of this process; absent: the one that measures it. */
  readonly meter?: Pick<WorkerMeter, 'read' | 'skip'>;
}

type Load = Pick<Second, 'loopShare' | 'cpuShare' | 'memoryShare'>;

interface Followed {
  readonly loop: FastLoop;
  readonly tally: SecondTally;
  readonly ramp: Ramp;
  held: HeldBack | undefined;
}

/** The fast loops of all agents of one worker, and the slow rise of their limits. */
export class FastLoops implements AttemptObserver {
  readonly #options: FastLoopsOptions;
  readonly #meter: Pick<WorkerMeter, 'read' | 'skip'>;
  readonly #followed: ReadonlyMap<string, Followed>;
  readonly #duty = new Duty({
    name: 'fast loop',
    everyMs: EVERY_MS,
    idleMs: REST_MS,
    act: () => this.#step(),
    onError: () => {},
  });

  constructor(options: FastLoopsOptions) {
    this.#options = options;
    this.#meter = options.meter ?? new WorkerMeter();
    const follow = (agent: string): Followed => ({
      loop: new FastLoop(),
      tally: new SecondTally(),
      ramp: new Ramp(options.own, (limit) => options.apply(agent, limit)),
      held: undefined,
    });
    this.#followed = new Map([...options.agents.keys()].map((agent) => [agent, follow(agent)]));
  }

  start(): void {
    this.#duty.start(EVERY_MS);
  }

  /** To be called when something begins to run: after a rest the second of the next step begins here. */
  wake(): void {
    if (this.#duty.wake()) this.#meter.skip();
  }

  /** May be called twice, or before `start`. */
  stop(): void {
    void this.#duty.stop();
    for (const { ramp } of this.#followed.values()) ramp.stop();
  }

  finished(facts: AttemptFacts): void {
    this.#followed.get(facts.agent)?.tally.add(facts);
  }

  /** To be called when the published limit has changed. `isFirst`: nothing runs yet, so that nothing has to rise slowly. */
  follow(agent: string, isFirst = false): void {
    const followed = this.#followed.get(agent);
    if (followed === undefined) return;
    const target = Math.min(this.#publishedOf(agent), followed.held?.limit ?? Number.POSITIVE_INFINITY);
    if (isFirst) followed.ramp.jumpTo(target);
    else followed.ramp.moveTo(target);
  }

  limitOf(agent: string): number {
    return this.#followed.get(agent)?.ramp.limit ?? this.#publishedOf(agent);
  }

  /** The agents that are held back now. */
  describe(): readonly (readonly [agent: string, held: HeldBack])[] {
    return [...this.#followed].flatMap(([agent, { held }]) =>
      held === undefined ? [] : [[agent, held] as const],
    );
  }

  #publishedOf(agent: string): number {
    return this.#options.publishedOf(agent) ?? this.#options.own;
  }

  #step(): DutyTurn {
    if (this.#hasNothingToFind()) {
      this.#meter.skip();
      return 'idle';
    }
    const { loopShare, cpuShare, memoryShare } = this.#meter.read();
    // The process's affinity and its container's quota are in it; both may change.
    const load = { loopShare, memoryShare, cpuShare: cpuShare / availableParallelism() };
    for (const [agent, followed] of this.#followed) this.#stepOne(agent, followed, load);
    return undefined;
  }

  #hasNothingToFind(): boolean {
    if (!this.#options.isAtRest()) return false;
    return [...this.#followed.values()].every(({ held, tally }) => held === undefined && tally.isEmpty());
  }

  #stepOne(agent: string, followed: Followed, load: Load): void {
    const { agents, own, publishedOf, inflightOf, onChanged } = this.#options;
    const { loop, tally, ramp } = followed;
    const published = this.#publishedOf(agent);
    const { limit, because } = loop.step({
      now: performance.now(),
      published,
      own,
      isPublished: publishedOf(agent) !== undefined,
      limit: ramp.limit,
      inflight: Math.max(tally.inflight, inflightOf(agent)),
      succeeded: tally.succeeded,
      sumLnMs: tally.sumLnMs,
      ended: tally.ended,
      refused: tally.refused,
      retryAfterMs: tally.retryAfterMs,
      callsOneService: typeof agents.get(agent)?.dependency === 'string',
      ...load,
    });
    tally.clear();
    const before = followed.held?.because.join() ?? '';
    followed.held = because.length === 0 ? undefined : { limit, published, because };
    ramp.moveTo(limit);
    if (before !== because.join()) onChanged(agent, followed.held);
  }
}
