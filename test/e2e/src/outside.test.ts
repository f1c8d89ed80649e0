import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, childrenOf, findFreePort } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type NodeName, OutsideFolder } from './outside-folder.ts';

const AGENTS = `import { agent, workflow } from '@ag06/agent-kit';
import { z } from 'zod';

export const shout = agent({
  name: 'text.shout',
  input: z.object({ text: z.string() }),
  output: z.object({ text: z.string() }),
  handler: ({ text }) => ({ text: text.toUpperCase() }),
});
export const loud = workflow({
  name: 'loud',
  input: z.object({ text: z.string() }),
  steps: (flow) => flow.step('shout', shout, ({ input }) => ({ with: { text: input.text } })),
  output: ({ steps }) => steps.shout.output.text,
});
`;
const CALLER = `import { Client } from '@ag06/client';

const client = new Client({ url: process.env.FLEET });
const run = await client.submit('loud', { text: process.version });
console.log(await client.waitForOutput(run, { signal: AbortSignal.timeout(30_000) }));
`;
const RUN = (text: string) => ['ag06', 'run', 'loud', '--input', JSON.stringify({ text }), '--follow'];

let folder: OutsideFolder;
let up: Child;
let url: string;
beforeAll(async () => {
  folder = await OutsideFolder.install();
  await folder.write('my-agents.ts', AGENTS);
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  up = await folder.start(['ag06', 'up', '--agents', 'my-agents.ts'], { AG06_HTTP_PORT: `${port}` });
  await up.waitForLine(/ag06 is up at/, 60_000);
}, 300_000);
afterAll(async () => {
  up?.signal('SIGTERM');
  expect(await up?.exited).toMatchObject({ code: 0 });
  await folder?.remove();
}, 60_000);

describe('installed from tarballs into an empty folder,', () => {
  test('no package carries tests, sources or a way to them, and what each exports is there', async () => {
    const packages = join(folder.path, 'node_modules/@ag06');
    const names = await readdir(packages);
    expect(names).toEqual(expect.arrayContaining(['agent-kit', 'client', 'dispatcher']));
    const files = await readdir(packages, { recursive: true });
    expect(
      files.filter((file) => /\.test\.|(^|\/)(src|testing|fixtures|conformance)(\/|$)/.test(file)),
    ).toEqual([]);
    const imports: string[] = [];
    for (const name of names) {
      const text = await readFile(join(packages, name, 'package.json'), 'utf8');
      expect(text).not.toMatch(/@ag06\/source|"private"|devDependencies/);
      // A page is served, and no program imports it.
      if ('.' in JSON.parse(text).exports) imports.push(`import '@ag06/${name}';`);
    }
    expect(imports.length).toBeGreaterThan(20);
    await folder.write('imports.mjs', imports.join('\n'));
    expect(await folder.node(['imports.mjs'])).toMatchObject({ code: 0, err: '' });
  }, 60_000);

  test('the client needs no other package, neither to run nor for its types', async () => {
    const client = join(folder.path, 'node_modules/@ag06/client');
    expect(JSON.parse(await readFile(join(client, 'package.json'), 'utf8'))).not.toHaveProperty(
      'dependencies',
    );
    const built = (await readdir(join(client, 'dist'))).filter((file) => /\.(js|d\.ts)$/.test(file));
    expect(built).toEqual(expect.arrayContaining(['client.js', 'client.d.ts', 'api-types.d.ts']));
    for (const file of built) {
      const text = await readFile(join(client, 'dist', file), 'utf8');
      const imported = [...text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].map(([, name]) => name);
      expect({ file, foreign: imported.filter((name) => !name?.startsWith('./')) }).toEqual({
        file,
        foreign: [],
      });
    }
  });

  test('`npx ag06` runs a workflow of the agents that `ag06 up --agents my-agents.ts` serves, in one process', async () => {
    expect(childrenOf(up.pid)).toEqual([]);
    const done = await folder.npx(RUN('hello'), { AG06_URL: url });
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('HELLO'), err: '' });
    // What Node compiled is kept for the next start.
    expect(await readdir(join(folder.cache, 'ag06/compiled'))).toHaveLength(1);
  }, 60_000);

  test.each<[string, NodeName]>([
    ['v20', 'node20'],
    ['v22', 'node22'],
    ['v24', 'own'],
  ])('the client works on Node %s', async (version, node) => {
    await folder.write('caller.mjs', CALLER);
    const { out, err } = await folder.node(['caller.mjs'], { FLEET: url }, node);
    expect({ out: out.trim(), err }).toEqual({ out: expect.stringMatching(RegExp(version, 'i')), err: '' });
  });

  test('on a Node that is too old for it, `npx ag06` says so in one line', async () => {
    for (const node of ['node20', 'tooOld'] as const) {
      const { code, out, err } = await folder.npx(['ag06', 'up', '--agents', 'my-agents.ts'], {}, node);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err.trim().split('\n')).toEqual([
        expect.stringMatching(/^NODE_TOO_OLD: ag06 needs Node 22\.19 or newer, and/),
      ]);
    }
  });

  test.each(['@ag06/worker', '@ag06/test-fleet', '@ag06/nestjs'])(
    'on a Node that is too old for it, %s fails with what is needed, and with nothing that fails for that reason',
    async (name) => {
      await folder.write(
        'library.mjs',
        `await import('${name}').catch(({ code, message }) => console.log(code, message));`,
      );
      for (const node of ['node20', 'tooOld'] as const) {
        const { out, err } = await folder.node(['library.mjs'], {}, node);
        expect({ out, err }).toEqual({
          out: expect.stringMatching(
            /^NODE_TOO_OLD NODE_TOO_OLD: .* need Node 22\.19 or newer, and this is 2[02]/,
          ),
          err: '',
        });
      }
    },
  );

  test('agents that Node reads as CommonJS, and those that are nowhere, are refused with what to do', async () => {
    await mkdir(join(folder.path, 'commonjs'));
    await folder.write('commonjs/package.json', '{ "type": "commonjs" }\n');
    await folder.write('commonjs/agents.ts', AGENTS);
    const refused = await folder.npx(['ag06', 'up', '--agents', 'commonjs/agents.ts']);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('npm pkg set type=module') });
    const missing = await folder.npx(['ag06', 'up', '--agents', 'nowhere.ts']);
    expect(missing).toMatchObject({
      code: 2,
      err: expect.stringMatching(/there is no file \/.+\/nowhere\.ts/),
    });
  }, 60_000);
});
