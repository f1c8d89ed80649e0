import { afterEach, describe, expect, test } from '@jest/globals';
import { isGone, startProcess, until } from './index.ts';

const entry = new URL('./fixtures/service.ts', import.meta.url);
const ready = /listening on port (\d+)/;

describe('startProcess', () => {
  afterEach(() => {
    delete process.env.AG06_STRAY;
  });

  test('runs a TypeScript file in another process and returns when it is ready', async () => {
    await using service = await startProcess({ entry, env: {}, ready });
    expect(service.pid).not.toBe(process.pid);
    expect(service.stdout).toContain('listening on port 1234');
    expect((await service.waitForLine(ready))[1]).toBe('1234');
    await service.waitForLine(/a line on stderr/);
    expect(service.stderr).toEqual(['a line on stderr']);
    expect(service.stdout).not.toContain('a line on stderr');
  });

  test('gives the process the settings asked for and none of the outer ones', async () => {
    process.env.AG06_STRAY = 'yes';
    await using service = await startProcess({ entry, env: { AG06_GIVEN: 'yes' }, ready });
    const [settings = ''] = service.stdout;
    expect(settings).toContain('"AG06_GIVEN":"yes"');
    expect(settings).not.toContain('AG06_STRAY');
    expect(settings).not.toContain('JEST_WORKER_ID');
    expect(settings).toContain('"PATH"');
  });

  test('reports how the process ended, with all it printed', async () => {
    const service = await startProcess({ entry, args: ['7'], env: {}, ready });
    expect(await service.kill('SIGTERM')).toEqual({ code: 7, signal: null });
    expect(service.stdout.at(-1)).toBe('draining');
    expect(await service.exited).toEqual({ code: 7, signal: null });
  });

  test('kills at once unless told otherwise, also when stopped twice', async () => {
    const service = await startProcess({ entry, env: {}, ready });
    expect(await service.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(service.stdout).not.toContain('draining');
    await service.stop();
    await service.stop();
  });

  test('stands still while paused', async () => {
    await using service = await startProcess({ entry, env: {}, ready });
    await service.waitForLine(/tick/);
    service.pause();
    const count = () => service.stdout.length;
    await until(async () => (await changesWithin(50, count)) === false, { message: 'the ticking to end' });
    service.resume();
    expect(await changesWithin(5_000, count)).toBe(true);
  });

  test('shows the last 50 lines of a process that ends instead of getting ready', async () => {
    const failing = new URL('./fixtures/fail-to-start.ts', import.meta.url);
    const starting = startProcess({ entry: failing, env: {}, ready });
    await expect(starting).rejects.toThrow(/the process ended with code 1.*step 60.*no such setting/s);
    await expect(starting).rejects.not.toThrow('step 9\n');
  });

  test('gives up on a process that is not ready in time, and ends it', async () => {
    const starting = startProcess({ entry, env: {}, ready: /never printed (\d+)/, readyTimeoutMs: 1_500 });
    const error = await starting.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(String(error)).toMatch(/No line matched .*never printed.*1500 ms passed.*tick/s);
  });

  test('rejects waiting for a line when the process ends first', async () => {
    await using service = await startProcess({ entry, env: {}, ready });
    const waiting = service.waitForLine(/never printed/);
    await Promise.all([expect(waiting).rejects.toThrow('ended with SIGKILL'), service.kill()]);
    expect(isGone(service.pid)).toBe(true);
  });

  test('rejects when the process cannot be started at all', async () => {
    await expect(startProcess({ entry, env: {}, cwd: '/no/such/folder' })).rejects.toThrow('ENOENT');
  });
});

async function changesWithin(timeoutMs: number, value: () => number): Promise<boolean> {
  const before = value();
  return until(() => value() !== before, { timeoutMs }).catch(() => false);
}
