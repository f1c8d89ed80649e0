import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { until } from '@ag06/test-support';
import { afterEach, describe, expect, it } from '@jest/globals';
import { toFleetNames } from '../fleet-names.ts';
import { HandlerBoard } from './handler-board.ts';
import { KeeperThread } from './keeper-thread.ts';
import { LoopBeat } from './loop-beat.ts';

const run = promisify(execFile);
const threads: KeeperThread[] = [];
afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.stop()));
});

function startThread(code: string) {
  const errors: string[] = [];
  const { names, memory } = new HandlerBoard([]);
  const beat = new LoopBeat();
  const way = { kind: 'redis', url: 'redis://127.0.0.1:1', names: toFleetNames() } as const;
  const thread = new KeeperThread({
    task: { way, lockMs: 1_000, beat: beat.memory, board: { names, memory }, logBase: undefined },
    locks: { share: () => {} },
    onError: ({ message }) => errors.push(message),
    entry: new URL(`data:text/javascript,${encodeURIComponent(code)}`),
  });
  threads.push(thread);
  void thread.start();
  return { thread, errors, beat };
}

const diesIn = (errors: readonly string[]) => errors.filter((message) => message.includes('died'));

describe('the thread beside the event loop', () => {
  it('is started again when it dies, and keeps nothing meanwhile', async () => {
    const { thread, errors } = startThread('throw new Error("no room for it")');
    await until(() => diesIn(errors).length >= 2, { timeoutMs: 15_000 });
    expect(errors).toContain('no room for it');
    expect(thread.isKeeping()).toBe(false);
  });

  it('counts as keeping only as long as it says so', async () => {
    const { thread, beat } = startThread('setInterval(() => {}, 1_000)');
    expect(thread.isKeeping()).toBe(false);
    beat.keep();
    expect(thread.isKeeping()).toBe(true);
    await until(() => !thread.isKeeping());
  });

  it('is ended by force when it does not stop', async () => {
    const { thread, errors } = startThread('setInterval(() => {}, 1_000)');
    await thread.stop();
    await thread.stop();
    expect(diesIn(errors)).toEqual([]);
  });

  it.each(['redis', 'postgres'])(
    'loads no schemas on %s: each worker pays for what its thread loads',
    async (kind) => {
      const code = `import { registerHooks } from 'node:module';
        const loaded = [];
        registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
        await import('${new URL('./keeper.ts', import.meta.url)}');
        await import('${new URL('./open-keeper-way.ts', import.meta.url)}');
        await import('${import.meta.resolve(`@ag06/store-${kind}/register-worker`)}');
        console.log(JSON.stringify(loaded));`;
      const args = ['--conditions=@ag06/source', '--input-type=module', '-e', code];
      const loaded = JSON.parse((await run(process.execPath, args)).stdout) as readonly string[];
      expect(loaded.some((url) => url.endsWith(`/store-${kind}/src/register-worker.ts`))).toBe(true);
      expect(loaded.filter((url) => /\/node_modules\/(zod|ajv|bullmq)\//.test(url))).toEqual([]);
    },
  );
});
