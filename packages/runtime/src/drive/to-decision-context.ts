import type { DecisionContext } from '@ag06/engine';
import type { RunContext } from '../run-context.ts';

/** The context of decisions about a run. */
export const toDecisionContext = ({ runId, meta, values }: RunContext): DecisionContext => ({
  run: { id: runId, correlationId: meta.correlationId },
  values,
  random: Math.random,
});
