import { type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { config } from './main-config.ts';
import { createOutput } from './output.ts';
import { StatusLine } from './status-line.ts';

interface Shown {
  readonly code: number;
  readonly items: readonly {
    readonly name: string;
    readonly value?: string;
    readonly from: string;
    readonly of: readonly string[];
  }[];
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

const before = process.cwd();
let folder: TempDir;

beforeAll(async () => {
  folder = await tempDir('config');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(`${folder.path}/package.json`, JSON.stringify({ ag06: { agents: ['./mine.ts'] } }));
  process.chdir(folder.path);
});
afterAll(async () => {
  process.chdir(before);
  await folder.remove();
});

/** The command, in a project whose package.json names agents, with this environment. */
async function show(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Shown> {
  const terminal = { isTerminal: false, canRedraw: false, columns: undefined, isColoured: false };
  const documents: unknown[] = [];
  const notes: string[] = [];
  const output = {
    ...createOutput(true, terminal, new StatusLine({ write: () => {} })),
    json: (value: unknown) => void documents.push(value),
    note: (line: string) => void notes.push(line),
  };
  const code = await config(args, env, output);
  return { ...(documents[0] as Omit<Shown, 'code' | 'notes'>), code, notes };
}

it('ag06 config shows every setting with its value, where it is from, and which services take it', async () => {
  const { code, items, problems } = await show({ AG06_WATCHDOG_MS: '5000' });
  expect({ code, problems }).toEqual({ code: 0, problems: [] });
  const of = (name: string) => items.filter((item) => item.name === name);
  expect(of('AG06_URL')).toEqual([
    { name: 'AG06_URL', value: 'http://127.0.0.1:4606', from: 'default', of: ['commands'] },
  ]);
  expect(of('AG06_RETENTION')).toMatchObject([{ value: '7d', from: 'default', of: ['dispatcher'] }]);
  expect(of('AG06_WATCHDOG_MS')).toMatchObject([{ value: '5000', from: 'environment' }]);
  expect(of('AG06_AGENTS')).toMatchObject([{ value: './mine.ts', from: 'package.json', of: ['worker'] }]);
  expect(of('LOG_LEVEL')).toMatchObject([{ value: 'info', of: ['dispatcher', 'worker', 'optimizer'] }]);
  // One variable, and a default for each of two services.
  expect(of('AG06_DRAIN_TIMEOUT_MS').map(({ value, of: services }) => [value, ...services])).toEqual([
    ['10000', 'dispatcher'],
    ['25000', 'worker'],
  ]);
});

it('ag06 config --changed shows what is no default, and never a password', async () => {
  const env = {
    AG06_BROKER_URL: 'redis://ops:hush@redis.example:6379',
    AG06_URL: 'http://fleet:4606',
  };
  const shown = await show(env, '--changed');
  expect(shown.items.map(({ name, from }) => [name, from])).toEqual([
    ['AG06_URL', 'environment'],
    ['AG06_AGENTS', 'package.json'],
    ['AG06_BROKER_URL', 'environment'],
  ]);
  expect(JSON.stringify(shown)).not.toContain('hush');
  expect(JSON.stringify(shown)).toContain('redis.example');
});

it.each([
  ['an @', 'p@hush'],
  ['a quote', `it's-hush`],
  ['two quotes', '"hush"'],
  ['404 characters', `${'x'.repeat(400)}hush`],
])('ag06 config shows no part of a password with %s in an address', async (_, password) => {
  const env = {
    AG06_BROKER_URL: `redis://ops:${password}@redis.example:6379`,
    AG06_BULLMQ_URL: `redis://:${password}@jobs.example:6379`,
    AG06_URL: `http://fleet:4606,http://me:${password}@other:4606`,
  };
  const text = JSON.stringify(await show(env));
  expect(text).not.toContain('hush');
  expect(text).toContain('redis://***@redis.example:6379');
  expect(text).toContain('redis://***@jobs.example:6379');
  expect(text).toContain('http://fleet:4606,http://***@other:4606');
});

it('ag06 config says which settings no service takes, and which would keep one from starting', async () => {
  const env = { AG06_RETENTION: 'soon', AG06_CONCURENCY: '5', AG06_URL: 'http://me:hush@fleet:4606' };
  const { code, notes } = await show(env);
  expect(code).toBe(2);
  expect(notes).toEqual([
    expect.stringMatching(/^warning: AG06_CONCURENCY is no setting .*Did you mean AG06_CONCURRENCY\?$/),
    expect.stringMatching(/^PROBLEM AG06_URL: The address of a dispatcher holds a login/),
    expect.stringMatching(/^PROBLEM AG06_RETENTION: expected a duration/),
  ]);
});
