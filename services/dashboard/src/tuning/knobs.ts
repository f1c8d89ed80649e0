import type { TuningSettings } from '@ag06/client';

/** A setting of an agent that is a number. */
export type KnobName = Exclude<keyof TuningSettings, 'bySize'>;

/** A number as a form asks for it. */
export interface NumberField {
  readonly name: string;
  readonly label: string;
  readonly about: string;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  /** What it is called when it is null; absent: it cannot be. */
  readonly off?: string;
}

/** A setting, with its hard bounds, whoever sets it. */
export interface Knob extends NumberField {
  readonly name: KnobName;
  /** How it can be compared in an experiment; absent: not at all. */
  readonly scope?: 'run' | 'shared';
}

/** All of them, in the order of the API. */
export const KNOBS: readonly Knob[] = [
  {
    name: 'concurrency',
    label: 'Concurrency',
    about: 'Attempts at a time in each worker.',
    min: 1,
    max: 10_000,
    isWhole: true,
    scope: 'shared',
  },
  {
    name: 'timeoutMs',
    label: 'Time-out, ms',
    about: 'Of one attempt, where its step names none.',
    min: 1,
    max: 86_400_000,
    isWhole: true,
    scope: 'run',
  },
  {
    name: 'maxAttempts',
    label: 'Attempts at most',
    about: 'The first included.',
    min: 1,
    max: 1_000,
    isWhole: true,
    scope: 'run',
  },
  {
    name: 'backoffMs',
    label: 'Backoff, ms',
    about: 'Before the second attempt.',
    min: 0,
    max: 86_400_000,
    isWhole: true,
    scope: 'run',
  },
  {
    name: 'hedgeAfterMs',
    label: 'Hedge after, ms',
    about:
      'A call that has taken so long is made again, and after as long a third time; the first answer counts.',
    min: 1,
    max: 86_400_000,
    isWhole: true,
    off: 'no hedge',
    scope: 'run',
  },
  {
    name: 'breakerThreshold',
    label: 'Breaker opens at',
    about: 'A share of failures.',
    min: 0.05,
    max: 1,
    isWhole: false,
    off: 'no breaker',
    scope: 'shared',
  },
  {
    name: 'breakerOpenMs',
    label: 'Breaker stays open, ms',
    about: 'Before it lets a probe through.',
    min: 100,
    max: 600_000,
    isWhole: true,
    scope: 'shared',
  },
  {
    name: 'ageingMs',
    label: 'Ageing, ms',
    about: 'Steps that have waited so long overtake those of one level of priority above.',
    min: 0,
    max: 3_600_000,
    isWhole: true,
    off: 'strict priority',
  },
  {
    name: 'ratePerSec',
    label: 'Rate, attempts per second',
    about: 'Of the whole fleet.',
    min: 0.01,
    max: 1_000_000,
    isWhole: false,
    off: 'no limit',
    scope: 'shared',
  },
  {
    name: 'replicas',
    label: 'Workers',
    about: 'What whoever scales the fleet is told.',
    min: 1,
    max: 10_000,
    isWhole: true,
  },
];

/** What stands in a field that is off. */
export const OFF = 'off';
