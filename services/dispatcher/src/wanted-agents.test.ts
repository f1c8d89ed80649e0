import { compile } from '@ag06/engine';
import { expect, it } from '@jest/globals';
import { WantedAgents } from './wanted-agents.ts';

const compiled = compile({
  name: 'p',
  steps: { a: { agent: 'x.a' }, b: { agent: 'x.a' }, c: { agent: 'x.c' } },
});
if (!compiled.ok) throw new Error('The test’s plan does not compile.');
const { plan } = compiled;

it('WantedAgents records the agents of a plan once, and again after a failure', async () => {
  const noted: (readonly string[])[] = [];
  let fails = true;
  const warned: unknown[] = [];
  const fleet = {
    noteAgents: async (agents: readonly string[]) => {
      noted.push(agents);
      if (fails) throw new Error('no store');
    },
  };
  const wanted = new WantedAgents(fleet, { warn: (fields: unknown) => void warned.push(fields) });
  wanted.note(plan);
  await new Promise(setImmediate);
  fails = false;
  for (let i = 0; i < 3; i++) wanted.note(plan);
  expect(noted).toEqual([
    ['x.a', 'x.c'],
    ['x.a', 'x.c'],
  ]);
  expect(warned).toMatchObject([{ workflow: 'p' }]);
});
