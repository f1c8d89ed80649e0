import { expect, it } from '@jest/globals';
import { runChaos } from './run-chaos.ts';

it('keeps every promise for a minute of faults', async () => {
  const said: string[] = [];
  const options = {
    seed: 20_261_122,
    minutes: 1,
    workers: 2,
    dispatchers: 2,
    say: (line: string) => void said.push(line),
  };
  const { violations, history } = await runChaos(options);
  expect(violations).toEqual([]);
  expect(history.runs.length).toBeGreaterThan(50);
}, 240_000);
