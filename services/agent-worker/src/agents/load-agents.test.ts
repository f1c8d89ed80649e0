import { fileURLToPath } from 'node:url';
import { coreAgents } from '@ag06/agent-kit';
import { expect, it } from '@jest/globals';
import { loadAgents } from './load-agents.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`./fixtures/${name.includes('.') ? name : `${name}.ts`}`, import.meta.url));

it('loadAgents takes the built-in agents and every agent that a module exports, once', async () => {
  const agents = await loadAgents(coreAgents, [fixture('two-agents')], ['*']);
  expect([...agents.keys()].sort()).toEqual([
    'core.echo',
    'core.fail',
    'core.sleep',
    'fixture.first',
    'fixture.second',
  ]);
});

it('loadAgents serves only what is named, or begins as named', async () => {
  const agents = await loadAgents(coreAgents, [fixture('two-agents')], ['core.echo', 'fixture.*']);
  expect([...agents.keys()]).toEqual(['core.echo', 'fixture.first', 'fixture.second']);
});

it.each([
  ['does not load', 'fails-to-load', 'AGENTS_UNLOADABLE', 'no licence'],
  ['does not exist', 'missing', 'AGENTS_UNLOADABLE', 'missing'],
  ['exports none', 'no-agents', 'AGENTS_UNLOADABLE', 'no-agents'],
  ['takes a name that is taken', 'same-name', 'AGENT_DUPLICATE', 'core.echo'],
  ['is a definition', 'definition.yaml', 'AGENTS_UNLOADABLE', 'ag06 workflows push FILE'],
])('loadAgents refuses a module that %s, and names it', async (_, name, code, word) => {
  await expect(loadAgents(coreAgents, [fixture(name)], ['*'])).rejects.toMatchObject({
    code,
    message: expect.stringContaining(word),
  });
});

it('loadAgents refuses to serve nothing', async () => {
  await expect(loadAgents(coreAgents, [], ['core.ecko'])).rejects.toMatchObject({
    code: 'AGENTS_UNKNOWN',
    message: expect.stringContaining('core.echo, core.'),
  });
});
