import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { UnreachableError } from '@ag06/client';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { hasStatusLine } from './has-status-line.ts';
import { HELP } from './help-table.ts';
import { createOutput } from './output.ts';
import { runCommand } from './run-command.ts';
import { StatusLine } from './status-line.ts';
import { toAg06Words } from './testing/split-words.ts';

/** Commands that ask no dispatcher. */
const ASK_NOBODY = /^(config|completion .*|demo|doctor|init|migrate|workflows (validate|convert))$/;
const LEARNED = { schema: 1, agent: 'http.request', keptAt: '2026-11-28T09:00:00.000Z', model: {} };
const DEFINITION = 'name: digest\nsteps: { s: { agent: core.echo } }\n';
const commands = [...HELP]
  .filter(([name]) => hasStatusLine(name.split(' ')) && !ASK_NOBODY.test(name))
  .map(([name, { examples }]) => ({ name, example: examples[0] }));

let server: Server;
let folder: TempDir;
let asked = Promise.withResolvers<void>();
let isOver = false;
const before = { cwd: process.cwd(), url: process.env.AG06_URL };

beforeAll(async () => {
  server = createServer(({ socket }) => {
    asked.resolve();
    if (isOver) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AG06_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await tempDir('silent');
  for (const name of ['digest.yaml', 'order.yaml']) await writeFile(join(folder.path, name), DEFINITION);
  await writeFile(join(folder.path, 'learned.json'), JSON.stringify(LEARNED));
  process.chdir(folder.path);
});
afterAll(async () => {
  process.chdir(before.cwd);
  if (before.url === undefined) delete process.env.AG06_URL;
  else process.env.AG06_URL = before.url;
  server.close();
  await folder.remove();
});

it.each(commands)('ag06 $name says that it waits when a dispatcher keeps silent', async ({ example }) => {
  asked = Promise.withResolvers();
  isOver = false;
  const shown: string[] = [];
  let now = 0;
  const status = new StatusLine({ columns: 80, write: (text: string) => shown.push(text) }, () => now);
  const tables = { isTerminal: true, canRedraw: true, columns: 80, isColoured: false };
  const ended = runCommand(toAg06Words(example), createOutput(false, tables, status)).catch((error) => error);
  await Promise.race([asked.promise, ended]);
  now = 1_500;
  status.draw();
  isOver = true;
  server.closeAllConnections();
  expect(await ended).toBeInstanceOf(UnreachableError);
  expect(shown).toEqual([expect.stringMatching(/\w.* … 1\.5 s$/)]);
});
