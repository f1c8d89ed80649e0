import type { AnswerTo, Command } from '@ag06/protocol';
import { measureCommand } from './measure-command.ts';
import { StoreError } from './store-error.ts';

/** The answers to a batch, in its order; an `Error` for a command that could not be applied. */
export type BatchAnswers = readonly (AnswerTo<Command> | Error)[];

interface CommandBatcherOptions {
  /**
   * Applies a batch. Rejects if no command of it was applied. After a permanent error each command is sent again alone,
   * so that only the faulty one fails.
   */
  readonly send: (batch: readonly Command[]) => Promise<BatchAnswers>;
  /** A full batch is sent at once, so that the store works while the next commands are made. */
  readonly maxBatch: number;
  /** With this many batches under way, the next commands wait. Default: no limit. */
  readonly maxUnderWay?: number;
}

/** A batch carries no more user data than this, unless it has only one command. */
const MAX_CHARACTERS = 1024 * 1024;

interface Pending {
  readonly command: Command;
  readonly settle: (answer: AnswerTo<Command>) => void;
  readonly reject: (error: unknown) => void;
}

/** Sends the commands of one event-loop turn together. */
export class CommandBatcher {
  readonly #options: CommandBatcherOptions;
  readonly #maxUnderWay: number;
  #pending: Pending[] = [];
  #underWay = 0;

  constructor(options: CommandBatcherOptions) {
    this.#options = options;
    this.#maxUnderWay = options.maxUnderWay ?? Number.POSITIVE_INFINITY;
  }

  apply<C extends Command>(command: C): Promise<AnswerTo<C>> {
    return new Promise((resolve, reject) => {
      const settle = resolve as Pending['settle'];
      const count = this.#pending.push({ command, settle, reject });
      if (count === this.#options.maxBatch) this.#flush();
      else if (count === 1) this.#scheduleFlush();
    });
  }

  /** Sends at once if nothing is under way: waiting would only cost time. */
  #scheduleFlush(): void {
    if (this.#underWay === 0) queueMicrotask(() => this.#flush());
    else setImmediate(() => this.#flush());
  }

  #flush(): void {
    while (this.#pending.length > 0 && this.#underWay < this.#maxUnderWay) {
      void this.#send(this.#pending.splice(0, this.#countNext()));
    }
  }

  /** Returns the number of commands in the next batch. */
  #countNext(): number {
    const most = Math.min(this.#options.maxBatch, this.#pending.length);
    let characters = 0;
    for (const [i, { command }] of this.#pending.slice(0, most).entries()) {
      characters += measureCommand(command);
      if (characters > MAX_CHARACTERS) return Math.max(1, i);
    }
    return most;
  }

  async #send(batch: readonly Pending[]): Promise<void> {
    this.#underWay++;
    try {
      const answers = await this.#options.send(batch.map(({ command }) => command));
      for (const [i, { settle, reject }] of batch.entries()) {
        const answer = answers[i] ?? new Error('The store answered fewer commands than were sent.');
        if (answer instanceof Error) reject(answer);
        else settle(answer);
      }
    } catch (error) {
      if (batch.length > 1 && !isRetryable(error)) for (const pending of batch) void this.#send([pending]);
      else for (const { reject } of batch) reject(error);
    } finally {
      // Callers that were just answered often issue their next command in this turn.
      if (this.#underWay-- === this.#maxUnderWay) setImmediate(() => this.#flush());
    }
  }
}

const isRetryable = (error: unknown): boolean => error instanceof StoreError && error.isRetryable;
