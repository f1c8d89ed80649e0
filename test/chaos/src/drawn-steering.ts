import type { Random } from '@ag06/test-support';
import { isDoomed, type RunInput } from './run-input.ts';
import { stepsOf } from './workflows.ts';

interface DrawnSignal {
  readonly name: string;
  /** Of its key; two of the same number are one signal. */
  readonly number: number;
  readonly afterMs: number;
  readonly isByCorrelation: boolean;
  /** By a job, if the fleet's queues can be reached. */
  readonly isQueued: boolean;
}

/** What will be done to one run besides its cancellation. */
export interface DrawnSteering {
  readonly signals: readonly DrawnSignal[];
  readonly pause: { readonly afterMs: number; readonly forMs: number } | undefined;
  readonly isRetried: boolean;
}

const SIGNALS_WITHIN_MS = 3_000;

/** Enough signals for all steps that wait for one, in random order, many of them twice, the first ones early. */
export function drawSteering(workflow: string, input: RunInput, random: Random): DrawnSteering {
  return {
    signals: drawSignals(workflow, random),
    pause: random.chance(0.1) ? { afterMs: random.int(1_500), forMs: 200 + random.int(3_000) } : undefined,
    isRetried: isDoomed(stepsOf(workflow), input) && random.chance(0.6),
  };
}

function drawSignals(workflow: string, random: Random): DrawnSignal[] {
  const names = Object.values(stepsOf(workflow)).flatMap(({ waits }) =>
    waits?.for === 'signal' ? [waits.name] : [],
  );
  return names.flatMap((name, number) => {
    const times = random.chance(0.4) ? 2 + random.int(2) : 1;
    const afterMs = random.chance(0.4) ? 0 : random.int(SIGNALS_WITHIN_MS);
    return Array.from({ length: times }, (_, i) => ({
      name,
      number,
      afterMs: i === 0 || random.chance(0.5) ? afterMs : afterMs + random.int(SIGNALS_WITHIN_MS),
      isByCorrelation: random.chance(0.3),
      isQueued: random.chance(0.4),
    }));
  });
}
