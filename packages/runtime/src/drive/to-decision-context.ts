import { type DecisionContext, toRunIds } from '@ag06/engine';
import type { RunContext } from '../run-context.ts';
import type { Carrier } from './driver.ts';

/** Returns the context of decisions about a run. They can start child runs only if `runs` is given. */
export const toDecisionContext = (
  { runId, meta, values }: RunContext,
  { runs }: Partial<Pick<Carrier, 'runs'>> = {},
): DecisionContext => ({
  run: toRunIds(runId, meta),
  values,
  random: Math.random,
  ...(runs?.deriveRunId !== undefined && {
    children: { depth: meta.depth ?? 0, idOf: (text) => runs.deriveRunId?.(text) ?? '' },
  }),
});

/** The same for a step in a later iteration than its first. */
export const atIteration = (context: DecisionContext, iteration: number | undefined): DecisionContext =>
  iteration === undefined ? context : { ...context, iteration };
