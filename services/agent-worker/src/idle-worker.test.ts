import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createHeldAgent } from './testing/held-agent.ts';
import { WorkerBench } from './testing/worker-bench.ts';

const BEATS = 3;
/** Of a heartbeat: the record, two clocks, word to drain, the epoch, pauses, settings, experiments, and then some. */
const COMMANDS_MAX = 12;

it('A worker at rest asks what it asks once in a heartbeat, and reads pauses and settings every second once it has work', async () => {
  const bench = await WorkerBench.start();
  const held = createHeldAgent('held');
  const { worker } = await bench.startWorker([held.agent]);
  const redis = new Redis(bench.url);
  const monitor = await redis.monitor();
  try {
    const commands: string[][] = [];
    let beats = -1;
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      const isOfQueues = args.some((arg) => arg.startsWith('bull:'));
      if (source === 'lua' || isOfQueues) return;
      if (args.includes('ag06:{g}:workers')) beats++;
      if (beats >= 0) commands.push(args);
    });
    const countOf = (key: string) => commands.filter((args) => args.includes(key)).length;
    await until(() => beats >= BEATS, { timeoutMs: 60_000 });
    expect(countOf('ag06:{g}:shared:pause')).toBeLessThanOrEqual(BEATS + 1);
    expect(countOf('ag06:{g}:shared:tuning')).toBeLessThanOrEqual(BEATS + 1);
    expect(commands.length).toBeLessThan(COMMANDS_MAX * (BEATS + 1));
    await bench.submit({ name: 'w', steps: { s: { agent: 'held' } } });
    const call = await held.call(1);
    const readings = countOf('ag06:{g}:shared:pause');
    const beatsBefore = beats;
    await until(() => countOf('ag06:{g}:shared:pause') >= readings + 3, { timeoutMs: 60_000 });
    // Three readings at rest would take three heartbeats.
    expect(beats - beatsBefore).toBeLessThan(3);
    call.end(null);
  } finally {
    monitor.disconnect();
    redis.disconnect();
    await worker.stop(0);
    await bench.stop();
  }
}, 120_000);
