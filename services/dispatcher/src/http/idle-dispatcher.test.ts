import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { startTestDispatcher } from './testing/test-dispatcher.ts';

/** Of a look at health, which comes once a second: it writes this lease. */
const LOOK = 'ag06:{g}:lease:health';
const LOOKS = 5;
/** For agents, served and wanted, and for the time: some 8 in five looks, and 30 if nobody shared an answer. */
const SHARED = ['smembers', 'zrange', 'time'];
const SHARED_MAX = 3 * LOOKS;
/** Some 80 in five looks, and a few more if the duties that turn every ten seconds come meanwhile. */
const COMMANDS_MAX = 26 * LOOKS;

it('An idle dispatcher sends few commands between two looks at health, because all who ask the same share an answer', async () => {
  const dispatcher = await startTestDispatcher();
  const redis = new Redis(dispatcher.redis.url);
  const monitor = await redis.monitor();
  try {
    const commands: string[][] = [];
    let looks = 0;
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      if (source === 'lua' || looks > LOOKS) return;
      if (args.includes(LOOK)) looks++;
      if (looks > 0 && looks <= LOOKS) commands.push(args);
    });
    await until(() => looks > LOOKS, { timeoutMs: 60_000 });
    const names = commands.map(([name = '']) => name.toLowerCase());
    expect(names.filter((name) => SHARED.includes(name)).length).toBeLessThan(SHARED_MAX);
    expect(names.length).toBeLessThan(COMMANDS_MAX);
  } finally {
    monitor.disconnect();
    redis.disconnect();
    await dispatcher.stop();
  }
}, 90_000);
