import { fileURLToPath } from 'node:url';

/** Names of agents that one test has for itself. */
export interface Group {
  readonly name: string;
  readonly echo: string;
  readonly fail: string;
  readonly patient: string;
}

const toGroup = (name: string): Group => ({
  name,
  echo: `${name}.echo`,
  fail: `${name}.fail`,
  patient: `${name}.patient`,
});

export const GROUPS: readonly Group[] = Array.from({ length: 32 }, (_, i) => toGroup(`g${i}`));

/** @throws Error if there are fewer */
export function groupAt(i: number): Group {
  const group = GROUPS[i];
  if (group === undefined) throw new Error(`There are only ${GROUPS.length} groups of agents: add some.`);
  return group;
}

/** The agents that every worker has. */
export const CORE: Group = { ...toGroup('core'), patient: 'good.patient' };

/** Settings of a worker that serves these groups and nothing else. */
export const serves = (groups: readonly Group[]): Readonly<Record<string, string>> => ({
  AG06_AGENTS: fileURLToPath(new URL('./fault-agents.ts', import.meta.url)),
  AG06_WORKER_AGENTS: groups.map(({ name }) => `${name}.*`).join(),
});
