import type { OutgoingActivation } from './broker.ts';

/** Why an activation could not be put on its queue; undefined if it is there. */
export type AddOutcome = Error | undefined;

/** Puts activations on their queues: one outcome for each, in their order. Rejects if nothing is known of any. */
export type AddActivations = (activations: readonly OutgoingActivation[]) => Promise<readonly AddOutcome[]>;

interface Call {
  readonly activations: readonly OutgoingActivation[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Gathers what is sent: all calls of one event-loop turn are added together, whatever their agents. A call that finds
 * nothing under way leaves as soon as the code that runs now is done, the others at the turn's end.
 */
export class TurnSender {
  readonly #add: AddActivations;
  #calls: Call[] = [];
  #batchesUnderWay = 0;

  constructor(add: AddActivations) {
    this.#add = add;
  }

  /** Rejects with the first error if one of them could not be added; the others may be there nevertheless. */
  send(activations: readonly OutgoingActivation[]): Promise<void> {
    if (activations.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (this.#calls.push({ activations, resolve, reject }) > 1) return;
      if (this.#batchesUnderWay === 0) process.nextTick(() => void this.#flush());
      else setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const calls = this.#calls;
    this.#calls = [];
    this.#batchesUnderWay++;
    try {
      settle(calls, await this.#add(calls.flatMap((call) => call.activations)));
    } catch (error) {
      for (const call of calls) call.reject(toError(error));
    } finally {
      this.#batchesUnderWay--;
    }
  }
}

function settle(calls: readonly Call[], outcomes: readonly AddOutcome[]): void {
  let from = 0;
  for (const { activations, resolve, reject } of calls) {
    const to = from + activations.length;
    const error = outcomes.slice(from, to).find((outcome) => outcome !== undefined);
    if (error === undefined) resolve();
    else reject(error);
    from = to;
  }
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
