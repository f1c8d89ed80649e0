import type { OutgoingActivation } from './broker.ts';

/** Why an activation could not be put on its queue; undefined if it is there. */
export type AddOutcome = Error | undefined;

/** Puts activations on their queues. Returns one outcome for each, in order. Rejects if nothing is known of any. */
export type AddActivations = (activations: readonly OutgoingActivation[]) => Promise<readonly AddOutcome[]>;

interface Call {
  readonly activations: readonly OutgoingActivation[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Collects activations: all calls of one event-loop turn are sent together, whatever their agents. If nothing is under
 * way, a call is sent as soon as the running code is done, the others at the end of the turn.
 */
export class TurnSender {
  readonly #add: AddActivations;
  #calls: Call[] = [];
  #batchesUnderWay = 0;

  constructor(add: AddActivations) {
    this.#add = add;
  }

  /** Rejects with the first error if one could not be added. The others may be there nevertheless. */
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
