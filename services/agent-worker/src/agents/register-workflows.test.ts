import { workflow } from '@ag06/agent-kit';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { registerWorkflows } from './register-workflows.ts';

const make = (text: string, needs: readonly never[] = []) =>
  workflow({
    name: 'hello',
    input: z.object({ name: z.string() }),
    steps: (flow) =>
      flow.step('greet', 'core.echo', ({ input }) => ({ with: `${text} ${input.name}`, needs })),
  });

it('registerWorkflows makes a new version the latest, and never an old one again', async () => {
  const { workflows } = createMemoryStore();
  const [first] = await registerWorkflows(workflows, [make('Hello')]);
  expect(await workflows.loadLatestVersion('default', 'hello')).toBe(first?.version);
  const [second] = await registerWorkflows(workflows, [make('Good morning')]);
  await registerWorkflows(workflows, [make('Hello')]);
  expect(await workflows.loadLatestVersion('default', 'hello')).toBe(second?.version);
});

it('registerWorkflows refuses what does not compile, names its places, and saves nothing', async () => {
  const { workflows } = createMemoryStore();
  const broken = workflow({
    name: 'broken',
    input: z.null(),
    steps: (flow) => flow.step('a', 'core.echo', () => ({ with: '${1 +}', timeout: 'soon' })),
  });
  await expect(registerWorkflows(workflows, [make('Hello'), broken])).rejects.toMatchObject({
    code: 'DEFINITION_INVALID',
    errors: [{ path: 'steps.a.timeout' }, { path: 'steps.a.with' }],
  });
  expect(await workflows.listWorkflows('default')).toEqual([]);
});
