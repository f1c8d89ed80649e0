import { callAtTick } from '@ag06/duty';
import type { WorkerRecord } from '@ag06/store';
import { describeBlock, type LoopBlock } from './describe-block.ts';
import { HandlerBoard } from './handler-board.ts';
import type { KeeperWay } from './keeper-task.ts';
import { KeeperThread, type SharedLocks } from './keeper-thread.ts';
import { BEAT_EVERY_MS, BLOCKED_AFTER_MS, LoopBeat, REST_BEAT_EVERY_MS } from './loop-beat.ts';

/** The parts of a worker that are looked after while its event loop is blocked. */
export interface WatchedWorker {
  /** Whose handlers it runs. */
  readonly agents: readonly string[];
  /** Fields of each line of its log; undefined if it logs no warnings. */
  readonly logBase: object | undefined;
  /** Called when the event loop turns again after it was blocked. */
  readonly onBlocked: (block: LoopBlock) => void;
}

/** Looks after one worker of this process, from its `start`. */
export interface WorkerWatch {
  /** Where the worker notes whose handlers run. */
  readonly handlers: Pick<HandlerBoard, 'enter' | 'leave' | 'start'>;
  /** Resolves when locks are renewed without the event loop, or soon. */
  start(): Promise<void>;
  /** Keeps the worker's record, which is sent again while the event loop is blocked. */
  remember(record: WorkerRecord): void;
  /** Resolves when nothing more is reported about it. May be called twice, or before `start`. */
  stop(): Promise<void>;
}

interface LoopWatchOptions {
  readonly locks: SharedLocks;
  readonly lockMs: number;
  /** How a thread reaches store and queues; undefined where no thread can: there, the loop alone renews. */
  readonly way: KeeperWay | undefined;
  readonly onError: (error: Error) => void;
}

/** Watches the event loop of one worker, and has a thread stand in for it. */
export class LoopWatch implements WorkerWatch {
  readonly handlers: WorkerWatch['handlers'];
  readonly #board: HandlerBoard;
  readonly #onBlocked: (block: LoopBlock) => void;
  readonly #beat = new LoopBeat();
  readonly #thread: KeeperThread | undefined;
  #cancel: () => void = () => {};
  /** Whether no handler runs, so that the loop beats seldom. */
  #isAtRest = false;

  constructor({ agents, logBase, onBlocked }: WatchedWorker, options: LoopWatchOptions) {
    const { way, locks, lockMs, onError } = options;
    this.#board = new HandlerBoard(agents);
    this.handlers = {
      enter: (agent) => this.#enter(agent),
      leave: (agent) => this.#board.leave(agent),
      start: (agent, limitMs, begin) => this.#board.start(agent, limitMs, begin),
    };
    this.#onBlocked = onBlocked;
    if (way === undefined) return;
    const board = { names: this.#board.names, memory: this.#board.memory };
    const task = { way, lockMs, beat: this.#beat.memory, board, logBase };
    this.#thread = new KeeperThread({ task, locks, onError });
  }

  async start(): Promise<void> {
    this.#beat.beat();
    this.#turnLater();
    await this.#thread?.start();
  }

  isKeeping(): boolean {
    return this.#thread?.isKeeping() ?? false;
  }

  remember(record: WorkerRecord): void {
    this.#thread?.remember(record);
  }

  async stop(): Promise<void> {
    this.#isAtRest = false;
    this.#cancel();
    await this.#thread?.stop();
  }

  /** What a handler does is measured from here, not from the last beat of a loop at rest. */
  #enter(agent: string): void {
    const wasAtRest = this.#isAtRest;
    if (wasAtRest) this.#say();
    this.#board.enter(agent);
    if (!wasAtRest) return;
    this.#cancel();
    this.#turnLater();
  }

  #turnLater(): void {
    this.#isAtRest = this.#board.isEmpty();
    this.#cancel = callAtTick(this.#isAtRest ? REST_BEAT_EVERY_MS : BEAT_EVERY_MS, () => this.#turn());
  }

  #turn(): void {
    this.#turnLater();
    this.#say();
  }

  #say(): void {
    const ms = this.#beat.silentMs();
    this.#beat.beat();
    if (ms >= BLOCKED_AFTER_MS) this.#onBlocked(describeBlock(ms, true, this.#board.suspects()));
    this.#board.forget();
  }
}
