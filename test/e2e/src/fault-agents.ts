import { type Agent, coreAgents } from '@ag06/agent-kit';
import { patient } from './agents.ts';
import { GROUPS } from './fault-groups.ts';

/** The agents of every group: whoever serves a group alone gets the work of one test alone, in a fleet that many share. */
export const groupAgents: readonly Agent[] = GROUPS.flatMap(({ name }) =>
  [...coreAgents, patient].map((one) => ({ ...one, name: `${name}.${one.name.split('.')[1]}` })),
);
