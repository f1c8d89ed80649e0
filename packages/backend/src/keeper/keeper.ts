import { writeSync } from 'node:fs';
import { LockPage, readPages, renewHeld, toRenewalMs } from '@ag06/broker/locks';
import type { WorkerRecord } from '@ag06/store';
import { describeBlock, type LoopBlock } from './describe-block.ts';
import { HandlerBoard } from './handler-board.ts';
import type { KeeperTask } from './keeper-task.ts';
import { BEAT_EVERY_MS, BLOCKED_AFTER_MS, LoopBeat, REST_BEAT_EVERY_MS } from './loop-beat.ts';
import type { OpenWay } from './open-keeper-way.ts';

/** How often a blocked worker is spoken for. */
const SPEAK_EVERY_MS = 2_000;
const STOP_WITHIN_MS = 1_000;
const WARN = 40;
const STDOUT = 1;

/** Renews locks and sends heartbeats while the event loop of its process is blocked. */
export class Keeper {
  readonly #task: KeeperTask;
  readonly #way: OpenWay;
  readonly #onError: (error: Error) => void;
  readonly #beat: LoopBeat;
  readonly #board: HandlerBoard;
  readonly #pages: LockPage[] = [];
  #record: WorkerRecord | undefined;
  #renewals: NodeJS.Timeout | undefined;
  #looks: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;
  #speaking: Promise<void> | undefined;
  #spokenAt = Number.NEGATIVE_INFINITY;
  #isBlocked = false;
  #lookedAt = performance.now();
  /** Since when this thread has looked all the time. */
  #awakeSince = performance.now();

  constructor(task: KeeperTask, way: OpenWay, onError: (error: Error) => void) {
    this.#task = task;
    this.#way = way;
    this.#onError = onError;
    this.#beat = new LoopBeat(task.beat);
    this.#board = new HandlerBoard(task.board.names, task.board.memory);
  }

  addPage(memory: SharedArrayBuffer): void {
    this.#pages.push(new LockPage(memory));
  }

  remember(record: WorkerRecord): void {
    this.#record = record;
  }

  /** Resolves when the way to the queues was tried. */
  async start(): Promise<void> {
    this.#lookLater();
    await this.#renew();
  }

  /** Stops renewing. Does not wait for a round under way while the database is away. */
  async stop(): Promise<void> {
    clearInterval(this.#renewals);
    clearTimeout(this.#looks);
    const ended = Promise.allSettled([this.#renewing, this.#speaking]);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS))]);
    await this.#way.close();
  }

  /** Renews all locks once. There is one round at a time, and only an answered one counts. */
  #renew(): Promise<void> {
    this.#renewing ??= renewHeld(readPages(this.#pages), this.#way.extend)
      .then(() => this.#beat.keep(), this.#onError)
      .finally(() => {
        this.#renewing = undefined;
      });
    return this.#renewing;
  }

  /**
   * Soon if a beat is late, so that a block is told as early as if it always looked as often as a busy loop beats; and no later than a
   * lock that was taken since is to be renewed.
   */
  #lookLater(): void {
    const isLate = this.#beat.silentMs() > REST_BEAT_EVERY_MS;
    const everyMs = Math.min(isLate ? BEAT_EVERY_MS : REST_BEAT_EVERY_MS, toRenewalMs(this.#task.lockMs));
    this.#looks = setTimeout(() => this.#look(), everyMs);
  }

  /** Renews at its pace while locks are held. Without any, a look is enough to keep them. */
  #attend(): void {
    if (readPages(this.#pages).length > 0) {
      if (this.#renewals !== undefined) return;
      this.#renewals = setInterval(() => void this.#renew(), toRenewalMs(this.#task.lockMs));
      void this.#renew();
      return;
    }
    clearInterval(this.#renewals);
    this.#renewals = undefined;
    if (this.#renewing === undefined) this.#beat.keep();
  }

  #look(): void {
    this.#lookLater();
    this.#attend();
    const now = performance.now();
    if (now - this.#lookedAt > BLOCKED_AFTER_MS) this.#awakeSince = now;
    this.#lookedAt = now;
    const silentMs = this.#beat.silentMs();
    if (silentMs < BLOCKED_AFTER_MS) {
      this.#isBlocked = false;
      return;
    }
    const suspects = this.#board.suspects();
    const block = describeBlock(silentMs, false, suspects);
    if (!this.#isBlocked) this.#say(block, block.message);
    this.#isBlocked = true;
    this.#speak(block);
    // A process that was stopped as a whole blocked nobody meanwhile.
    const watchedMs = Math.min(silentMs, now - this.#awakeSince);
    if (suspects.limitMs !== undefined && watchedMs > suspects.limitMs) this.#end(block);
  }

  /** Sends this worker's heartbeat, with the block of its event loop. */
  #speak({ ms, agents }: LoopBlock): void {
    if (this.#record === undefined || performance.now() - this.#spokenAt < SPEAK_EVERY_MS) return;
    this.#spokenAt = performance.now();
    const record = { ...this.#record, seenAt: Date.now(), blocked: { forMs: Math.round(ms), agents } };
    this.#speaking ??= this.#way
      .registerWorker(record)
      .catch(this.#onError)
      .finally(() => {
        this.#speaking = undefined;
      });
  }

  /**
   * Ends the process, because nothing else stops a handler that does not return: its time-out is a timer of the blocked
   * loop.
   */
  #end(block: LoopBlock): void {
    this.#say(
      block,
      `${block.message} That is longer than any time-out of what runs: the process ends itself.`,
    );
    process.kill(process.pid, 'SIGKILL');
  }

  /** Writes a log line from this thread, because the process's own log needs the event loop. */
  #say({ code, agents }: LoopBlock, msg: string): void {
    if (this.#task.logBase === undefined) return;
    const line = { level: WARN, time: Date.now(), ...this.#task.logBase, code, agents, msg };
    try {
      writeSync(STDOUT, `${JSON.stringify(line)}\n`);
    } catch {
      // Nobody reads it.
    }
  }
}
