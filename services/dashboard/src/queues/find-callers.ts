import type { WorkflowView } from '@ag06/client';
import { toGraphSteps } from '../run/graph/definition-graph.ts';

/** Returns the names of the workflows that have a step of this agent. */
export const findCallers = (workflows: readonly WorkflowView[], agent: string): readonly string[] =>
  workflows
    .filter(({ definition }) =>
      toGraphSteps(definition).some(({ kind, what }) => kind === 'agent' && what === agent),
    )
    .map(({ name }) => name);
