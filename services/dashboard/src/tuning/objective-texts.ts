import type { AgentObjective, ObjectiveClass } from '@ag06/client';
import type { DraftFault } from '../form/draft.ts';
import { type NumberField, OFF } from './knobs.ts';
import { type NumberTexts, readNumbers } from './read-knobs.ts';

/** What steps are worth, as it is entered. */
interface ObjectiveTexts {
  readonly costs: NumberTexts;
  readonly classes: readonly ClassTexts[];
}

export interface ClassTexts {
  /** Empty: all. */
  readonly priority: string;
  /** The bucket of the size of the input; empty: all. */
  readonly size: string;
  readonly values: NumberTexts;
}

const MOST = 1_000_000_000;
const amount = (name: string, label: string, about: string): NumberField => ({
  name,
  label,
  about,
  min: 0,
  max: MOST,
  isWhole: false,
});

export const COSTS: readonly NumberField[] = [
  amount('attemptCost', 'Cost of a vain attempt', 'Of an attempt beyond the one that did the step.'),
  amount('replicaCostPerSec', 'Cost of a worker, per second', 'While it is there.'),
];

export const VALUES: readonly NumberField[] = [
  {
    ...amount('deadlineS', 'Deadline, seconds', 'From its arrival.'),
    min: 0.001,
    off: 'never late',
  },
  amount('onTimeValue', 'Value on time', 'Of a step that is done before its deadline.'),
  amount('lateValue', 'Value late', 'Of a step that is done, but late.'),
  amount('latePenalty', 'Penalty late', 'Charged when the deadline passes.'),
  amount('lostPenalty', 'Penalty lost', 'Of a step that fails for good.'),
];

export const PRIORITIES = ['critical', 'high', 'normal', 'low', 'bulk'] as const;
/** The buckets of the sizes of inputs. */
export const SIZES = [
  'up to 64 B',
  'up to 512 B',
  'up to 4 KiB',
  'up to 32 KiB',
  'up to 256 KiB',
  'larger',
] as const;

export const NEW_CLASS: ClassTexts = { priority: '', size: '', values: new Map() };

export const toObjectiveTexts = (objective: AgentObjective | null): ObjectiveTexts => ({
  costs: toTexts(COSTS, objective ?? {}),
  classes: (objective?.classes ?? []).map((one) => ({
    priority: one.priority ?? '',
    size: one.size === undefined ? '' : String(one.size),
    values: toTexts(VALUES, one),
  })),
});

function toTexts(fields: readonly NumberField[], of: object): NumberTexts {
  const values = new Map<string, unknown>(Object.entries(of));
  return new Map(
    fields.flatMap(({ name }) => {
      const value = values.get(name);
      return value === undefined ? [] : [[name, value === null ? OFF : String(value)] as const];
    }),
  );
}

/** Returns the objective that fields stand for; null if nothing is said. Adds what is wrong to `faults`, by the API's places. */
export function readObjective(
  { costs, classes }: ObjectiveTexts,
  faults: DraftFault[],
): AgentObjective | null {
  const objective: AgentObjective = {
    ...toObject(readNumbers(COSTS, costs, 'objective', faults)),
    ...(classes.length > 0 && {
      classes: classes.map((texts, at) => readClass(texts, `objective.classes.${at}`, faults)),
    }),
  };
  return Object.keys(objective).length === 0 ? null : objective;
}

function readClass(
  { priority, size, values }: ClassTexts,
  path: string,
  faults: DraftFault[],
): ObjectiveClass {
  const known = PRIORITIES.find((one) => one === priority);
  const read = readNumbers(VALUES, values, path, faults);
  if (read.length === 0)
    faults.push({ path, message: 'Say a deadline, a value or a penalty, or remove it.' });
  return {
    ...(known !== undefined && { priority: known }),
    ...(size !== '' && { size: Number(size) }),
    ...toObject(read),
  };
}

/** Its members are those that were read. */
const toObject = (read: ReturnType<typeof readNumbers>): object =>
  Object.assign({}, ...read.map(([name, value]) => ({ [name]: value })));
