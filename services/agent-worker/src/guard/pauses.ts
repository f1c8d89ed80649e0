import { parsePauseDocument, toHoldReason } from '@ag06/contracts';
import { Duty, type DutyTurn } from '@ag06/duty';
import type { SharedStore } from '@ag06/store';
import type { Logger } from 'pino';
import { Deafness } from '../host/deafness.ts';

/** Word of a change may be lost with a connection: how often pauses are read, and while nothing runs here. */
const LOAD_EVERY_MS = 1_000;
const REST_LOAD_EVERY_MS = 5_000;

interface PausesOptions {
  readonly shared: Pick<SharedStore, 'list' | 'watch'>;
  /** Whether nothing runs here. */
  readonly isAtRest?: () => boolean;
  readonly log: Logger;
}

/** Why a step is not to begin, and who says so. */
export interface Hold {
  readonly reason: string;
  readonly since: number;
  readonly by?: string | undefined;
}

/**
 * The pauses of agents, workflows and the fleet, as old as word of a change takes to come; where it was lost, at most a second, and five
 * seconds where nothing ran here before and the loss of the connection is not known. While the store does not answer, the last known ones stay in
 * force, because nothing can be claimed then anyway.
 */
export class Pauses {
  readonly #options: PausesOptions;
  #holds: ReadonlyMap<string, Hold> = new Map();
  #hasWorkflows = false;
  readonly #loads: Duty;
  readonly #deafness = new Deafness();
  #unwatch: () => Promise<void> = async () => {};

  constructor(options: PausesOptions) {
    this.#options = options;
    this.#loads = new Duty({
      name: 'pauses',
      everyMs: LOAD_EVERY_MS,
      idleMs: REST_LOAD_EVERY_MS,
      act: () => this.load().then(() => this.#orAtRest()),
      onError: (err) => options.log.debug({ err }, 'The pauses cannot be read; those known still hold.'),
    });
  }

  /** Rejects if the pauses cannot be read: until they are known, nothing may be claimed. */
  async start(): Promise<void> {
    await this.load();
    const onLost = () => {
      this.#deafness.begin();
      this.#loads.soon();
    };
    this.#unwatch = await this.#options.shared.watch('pause', () => this.#loads.soon(), onLost);
    this.#loads.start(LOAD_EVERY_MS);
  }

  /** To be called when something begins to run here. */
  wake(): void {
    this.#loads.wake();
  }

  #orAtRest(): DutyTurn {
    return this.#options.isAtRest?.() === true && !this.#deafness.isPresent() ? 'idle' : undefined;
  }

  /** May be called twice, or before `start`. */
  async stop(): Promise<void> {
    void this.#loads.stop();
    const unwatch = this.#unwatch;
    this.#unwatch = async () => {};
    await unwatch();
  }

  /** Whether some workflow is paused: only then it matters of which one a run is. */
  get hasWorkflows(): boolean {
    return this.#hasWorkflows;
  }

  /**
   * Returns the hold that keeps steps of this agent from beginning, in runs of this workflow if that is known; else
   * undefined.
   */
  find(agent: string, workflow?: string): Hold | undefined {
    const holds = this.#holds;
    if (holds.size === 0) return undefined;
    return (
      holds.get('fleet') ??
      (workflow === undefined ? undefined : holds.get(`workflow:${workflow}`)) ??
      holds.get(`agent:${agent}`)
    );
  }

  /** Loads the pauses in force. */
  async load(): Promise<void> {
    const documents = await this.#options.shared.list('pause');
    const holds = new Map<string, Hold>();
    for (const { name, text } of documents) {
      const document = parsePauseDocument(text);
      if (document?.isPaused !== true) continue;
      const { since, by } = document;
      holds.set(name, { reason: toHoldReason(name), since, by });
    }
    this.#logChanges(holds);
    this.#holds = holds;
    this.#hasWorkflows = [...holds.keys()].some((name) => name.startsWith('workflow:'));
  }

  #logChanges(holds: ReadonlyMap<string, Hold>): void {
    const { log } = this.#options;
    for (const [name, { by }] of holds)
      if (!this.#holds.has(name)) log.info({ paused: name, by }, `Paused: ${name}. Nothing of it begins.`);
    for (const name of this.#holds.keys())
      if (!holds.has(name)) log.info({ resumed: name }, `Resumed: ${name}.`);
  }
}

/** Returns the event properties of a step that waits for the end of a pause. */
export const toHoldDetail = ({ since, by }: Hold): string =>
  JSON.stringify({ pausedAt: new Date(since).toISOString(), ...(by !== undefined && { pausedBy: by }) });
