import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { findFreePort } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';

const RUNS = 30;
const ONE = { name: 'one', steps: { a: { agent: 'core.echo' } } };

/** A fleet whose spans go to this port works as ever, says so once a process at most, and ends in time. */
async function expectUnharmed(port: number): Promise<void> {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_BSP_EXPORT_TIMEOUT: '200',
    OTEL_EXPORTER_OTLP_TIMEOUT: '100',
  };
  const fleet = await TestFleet.start(0, env);
  try {
    await fleet.startWorker(env);
    await fleet.push(ONE);
    for (let n = 0; n < RUNS; n++)
      expect(await fleet.result(await fleet.submit('one'))).toMatchObject({ status: 'completed' });
    for (const started of [fleet.workers[0], fleet.dispatcher]) {
      expect(await started?.kill('SIGTERM')).toEqual({ code: 0, signal: null });
      // It has come to its end by itself: one that is late is ended before it can say so.
      expect(started?.lines.some((line) => /"msg":"(worker|dispatcher) stopped"/.test(line))).toBe(true);
      const told = started?.lines.filter((line) => line.includes('OpenTelemetry reported')) ?? [];
      expect(told).toHaveLength(1);
      for (const line of started?.stdout ?? []) expect(JSON.parse(line)).toHaveProperty('msg');
      expect(started?.stderr).toEqual([]);
    }
  } finally {
    await fleet.stop();
  }
}

it('a fleet works without its trace collector', async () => {
  await expectUnharmed(await findFreePort());
}, 60_000);

it('a fleet works with a trace collector that never answers', async () => {
  const sockets = new Set<{ destroy(): void }>();
  const server: Server = createServer((socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await expectUnharmed((server.address() as AddressInfo).port);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}, 60_000);
