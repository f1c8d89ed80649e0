import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startProcess, tempDir } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { createShop } from './shop.ts';

const WORKFLOW = fileURLToPath(new URL('../http-call.workflow.yaml', import.meta.url));
const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);

it('the workflow orders once from a shop that is busy at first', async () => {
  const lines: string[] = [];
  const shop = createShop((line) => lines.push(line));
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const { port } = shop.address() as AddressInfo;
  const folder = await tempDir('http-call');
  const env = {
    AG06_HTTP_PORT: '0',
    AG06_HTTP_ALLOW: `127.0.0.1:${port}`,
    AG06_BROKER_URL: 'embedded::memory:',
  };
  const up = await startProcess({ entry: CLI, args: ['up'], env, cwd: folder.path });
  const [, url = ''] = await up.waitForLine(/ag06 is up at (http:\S+):/, 55_000);
  const input = JSON.stringify({ shop: `http://127.0.0.1:${port}`, item: 'tea' });
  const run = await startProcess({
    entry: CLI,
    args: ['run', WORKFLOW, '--input', input, '--follow', '--json'],
    env: { AG06_URL: url },
    cwd: folder.path,
  });
  try {
    expect(await run.exited).toMatchObject({ code: 0 });
    expect(JSON.parse(run.stdout.at(-1) ?? '')).toMatchObject({
      output: { id: 1, item: 'tea', state: 'paid' },
    });
    expect(lines.map((line) => line.split(' key=')[0])).toEqual([
      'POST /orders 503',
      'POST /orders 429',
      'POST /orders 201',
      'GET /orders/1 200',
    ]);
  } finally {
    await up.stop();
    shop.closeAllConnections();
    shop.close();
    await folder.remove();
  }
}, 60_000);
