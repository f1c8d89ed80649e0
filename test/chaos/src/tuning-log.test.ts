import { expect, it } from '@jest/globals';
import { readTuningLog } from './tuning-log.ts';

const line = (value: object) => JSON.stringify({ time: 5, ...value });

it('what processes tell of tuning is read from their output, also behind the name of a part', () => {
  const published = { agent: 'a', version: 2, fence: 3, settings: { concurrency: 4 } };
  const lines = [
    line({ optimizer: 'o-1', fence: 3, msg: 'optimizer leads' }),
    `optimizer  ${line({ optimizer: 'o-1', ...published, reason: 'x', msg: 'Settings are published.' })}`,
    line({
      worker: 'w-1',
      from: 0,
      agent: 'a',
      version: 2,
      settings: {},
      isCanary: false,
      msg: 'Settings are in force.',
    }),
    line({ optimizer: 'o-1', fence: 3, msg: 'optimizer leads no more' }),
    '{"time":5,"msg":"Settings are in force.","wor',
    'a stack trace',
  ];
  expect(readTuningLog(lines)).toEqual([
    { is: 'leads', at: 5, optimizer: 'o-1', fence: 3 },
    { is: 'published', at: 5, optimizer: 'o-1', ...published },
    { is: 'in force', at: 5, worker: 'w-1', agent: 'a', version: 2, settings: {} },
  ]);
});
