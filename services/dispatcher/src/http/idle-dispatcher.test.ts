import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { startTestDispatcher } from './testing/test-dispatcher.ts';

/** Of a look at health, which comes once a second: it writes this lease. */
const LOOK = 'ag06:{g}:lease:health';
/** A dispatcher is at rest after three seconds without a sign of work. */
const LOOKS_BEFORE_REST = 5;
/** Those of two seconds come as often as those that are counted here. */
const LOOKS = 6;
/** Of a second: some 9, and a few more if the duties that turn every ten seconds come twice meanwhile. */
const COMMANDS_MAX = 12;

it('A dispatcher at rest asks little between two looks at health, because all who ask the same share an answer', async () => {
  const dispatcher = await startTestDispatcher();
  const redis = new Redis(dispatcher.redis.url);
  const monitor = await redis.monitor();
  try {
    const commands: string[][] = [];
    const times: number[] = [];
    let looks = -LOOKS_BEFORE_REST;
    monitor.on('monitor', (time: string, args: string[], source: string) => {
      if (source === 'lua' || looks > LOOKS) return;
      if (args.includes(LOOK)) looks++;
      if (looks > 0) times.push(Number(time));
      if (looks > 0 && looks <= LOOKS) commands.push(args);
    });
    await until(() => looks > LOOKS, { timeoutMs: 60_000 });
    // On a busy machine the looks come later, and other duties in their time.
    const seconds = Math.max(LOOKS, Math.max(...times) - Math.min(...times));
    const countOf = (key: string, without = '') =>
      commands.filter((args) => args.includes(key) && !args.includes(without)).length;
    // Timers are taken once a second, and every third second there is the question when the next is due.
    expect(countOf('ag06:{p0}:due')).toBeLessThan(1.7 * seconds);
    expect(countOf('ag06:{p0}:looks', 'ag06:{p0}:due')).toBeLessThan(0.8 * seconds);
    // All queues are counted in one command, every two seconds and for the metrics.
    expect(countOf('bull:ag06.submissions:limiter', 'bull:ag06.submissions:repeat')).toBeLessThan(
      0.9 * seconds,
    );
    // Whether their keys are BullMQ's is one command, too, every ten seconds.
    expect(countOf('bull:ag06.submissions:repeat')).toBeLessThanOrEqual(2);
    expect(countOf('ag06:{g}:shared:bulk')).toBeLessThan(0.6 * seconds);
    // What breakers are there, and the server's memory, are asked for every four seconds: one or two times here, and not three.
    const ofFleet = ['ag06:{g}:shared:breaker', 'memory'].map((key) => countOf(key));
    expect(ofFleet.reduce((sum, count) => sum + count)).toBeLessThan(0.9 * seconds);
    expect(commands.length).toBeLessThan(COMMANDS_MAX * seconds);
  } finally {
    monitor.disconnect();
    redis.disconnect();
    await dispatcher.stop();
  }
}, 90_000);
