import type { Moves } from '@ag06/protocol';
import { drive } from './drive/drive.ts';
import type { Carrier, Driver } from './drive/driver.ts';
import type { RunContext } from './run-context.ts';
import { type Origin, type Sending, sendActivations } from './sending.ts';
import { toActivations } from './to-activations.ts';

/**
 * Carries out an answer of the store in a process that executes no steps. Resolves when everything is acknowledged. All
 * of it may be repeated.
 */
export async function carryOut(
  carrier: Carrier,
  context: RunContext,
  moves: Moves,
  from?: Origin,
): Promise<void> {
  const { activations, failure } = await gatherActivations(carrier, context, moves, from);
  if (activations.length > 0) await sendActivations(carrier.broker, activations);
  if (failure !== undefined) throw failure;
}

/** The activations still to be enqueued, even after a failure. */
interface Gathered {
  readonly activations: readonly Sending[];
  readonly failure: unknown;
}

/** Does everything except enqueue. Never rejects, because what is committed must be enqueued even after a failure. */
export async function gatherActivations(
  carrier: Carrier,
  context: RunContext,
  moves: Moves,
  from?: Origin,
): Promise<Gathered> {
  const activations: Sending[] = [];
  const driver: Driver = {
    ...carrier,
    ask: (_, ask) => ask(),
    enqueue: async (of, enqueues) => void activations.push(...toActivations(of, enqueues, carrier, from)),
  };
  try {
    await drive(driver, context, moves, undefined, 0);
    return { activations, failure: undefined };
  } catch (failure) {
    return { activations, failure };
  }
}
