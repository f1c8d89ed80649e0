import type { RunField } from '@ag06/protocol';
import fc from 'fast-check';

/** A step as the random runs know it: what a compiled plan would say of it. */
export interface RandomStep {
  readonly name: string;
  readonly needs: readonly string[];
  readonly dependants: readonly string[];
  readonly hasCondition: boolean;
  readonly failsRun: boolean;
  readonly reads: readonly RunField[];
  /** Items and lanes of a step that goes over a list. */
  readonly forEach: { readonly items: number; readonly lanes: number } | undefined;
  /**
   * No agent executes it: it waits for its timer, a signal, or a child; that of each of its items, if it goes over a list.
   */
  readonly waits: boolean;
  /** It may begin anew once it has an output. */
  readonly repeats: boolean;
}

export interface RandomPlan {
  readonly steps: ReadonlyMap<string, RandomStep>;
  readonly leaves: readonly RandomStep[];
}

const NAMES = ['a', 'b', 'c', 'd', 'e'];

interface Drawn {
  readonly needs: number;
  readonly reads: number;
  readonly hasCondition: boolean;
  readonly failsRun: boolean;
  readonly items: number;
  readonly lanes: number;
  readonly waits: boolean;
  readonly repeats: boolean;
}

/** Directed graphs of one to five steps, in which every step may need any earlier ones. */
export const randomPlan: fc.Arbitrary<RandomPlan> = fc
  .array(
    fc.record({
      needs: fc.nat(31),
      reads: fc.nat(255),
      hasCondition: fc.boolean(),
      failsRun: fc.nat(3).map((n) => n === 3),
      // Most steps go over no list; a list of more than 16 items takes more than one chunk.
      items: fc.oneof(
        { weight: 2, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(1, 2, 4, 18) },
      ),
      lanes: fc.integer({ min: 1, max: 3 }),
      waits: fc.nat(3).map((n) => n === 3),
      repeats: fc.nat(2).map((n) => n === 2),
    }),
    { minLength: 1, maxLength: NAMES.length, size: 'max' },
  )
  .map(toPlan);

const pickBits = <T>(list: readonly T[], bits: number): T[] => list.filter((_, i) => (bits >> i) % 2 === 1);

function toPlan(drawn: readonly Drawn[]): RandomPlan {
  const needs = drawn.map((step, i) => pickBits(NAMES.slice(0, i), step.needs));
  const steps = drawn.map(
    ({ reads, hasCondition, failsRun, items, lanes, waits, repeats }, i): RandomStep => {
      const name = NAMES[i] ?? '';
      const fields = (needs[i] ?? []).flatMap((need) => [`o:${need}`, `s:${need}`, `e:${need}`] as const);
      const isWaiting = waits && items === 0;
      const dependants = NAMES.filter((_, other) => needs[other]?.includes(name));
      return {
        name,
        needs: needs[i] ?? [],
        dependants,
        hasCondition: hasCondition || items > 0,
        failsRun,
        reads: [
          ...pickBits<RunField>(['in', ...fields], reads),
          ...(isWaiting ? [`g:${name}` as const] : []),
        ],
        forEach: items === 0 ? undefined : { items, lanes: Math.min(items, lanes) },
        waits,
        repeats: repeats && items === 0,
      };
    },
  );
  return planOf(steps);
}

/** The same for a store of a release in which agents execute every step. */
export const withoutWaits = ({ steps }: RandomPlan): RandomPlan =>
  planOf(
    [...steps.values()].map((step) => ({
      ...step,
      reads: step.reads.filter((field) => !field.startsWith('g:')),
      waits: false,
      repeats: false,
    })),
  );

function planOf(steps: readonly RandomStep[]): RandomPlan {
  return {
    steps: new Map(steps.map((step) => [step.name, step])),
    leaves: steps.filter((step) => step.dependants.length === 0),
  };
}
