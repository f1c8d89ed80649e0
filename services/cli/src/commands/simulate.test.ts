import { Client } from '@ag06/client';
import { describe, expect, it } from '@jest/globals';
import { parseArguments } from '../arguments.ts';
import type { Output } from '../output.ts';
import { renderTable } from '../table.ts';
import { readOrder, simulate } from './simulate.ts';

const estimate = (value: number) => ({ value, low: value / 2, high: value * 2 });
const VIEW = {
  agent: 'x',
  sentence: 'With concurrency 40 instead of 10, 95 % of attempts would begin within 12 ms.',
  from: '2026-01-01T00:00:00Z',
  to: '2026-01-02T00:00:00Z',
  now: { concurrency: 10, replicas: 2 },
  proposed: { concurrency: 40, replicas: 2 },
  measures: [
    {
      measure: 'waitP95Ms',
      recorded: 8_240,
      now: estimate(8_100),
      proposed: estimate(120),
      difference: { value: -7_980, low: -9_000, high: 100 },
    },
    {
      measure: 'lateShare',
      recorded: 0.12,
      now: estimate(0.11),
      proposed: estimate(0.004),
      difference: { value: -0.106, low: -0.2, high: 0 },
    },
  ],
  caveats: [
    { code: 'MORE_THAN_SEEN', sentence: 'Never more than 20 ran at once: what 61 bring is extrapolated.' },
  ],
  basis: {
    runs: 7,
    steps: 90,
    attempts: 91,
    coveredSeconds: 86_400,
    blocks: 20,
    replicates: 60,
    mostAtOnce: { recorded: 20, proposed: 61 },
  },
};

async function call(...args: string[]): Promise<{ asked: string; text: string }> {
  let [asked, text] = ['', ''];
  const client = new Client({
    url: 'http://fleet.example',
    fetch: async (url, init) => {
      asked = `${String(url).replace('http://fleet.example', '')} ${String(init?.body)}`;
      return Response.json(VIEW);
    },
  });
  const output: Output = {
    isJson: false,
    isStyled: false,
    tables: {},
    note: () => {},
    json: () => {},
    text: (line: string) => {
      text += `${line}\n`;
    },
    table: (headings, rows) => {
      text += renderTable(headings, rows, {});
    },
  };
  await simulate(args, client, output);
  return { asked, text };
}

const FLAGS = {
  set: { type: 'string', multiple: true },
  now: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  runs: { type: 'string' },
} as const;
const order = (...args: string[]) =>
  readOrder(parseArguments(args, FLAGS, 0), Date.parse('2026-01-02T00:00:00Z'));

describe('ag06 simulate', () => {
  it('shows what was recorded, what is proposed and the difference, and ends with the caveats and the sentence', async () => {
    const { asked, text } = await call('--agent', 'x', '--set', 'concurrency=40');
    expect(asked).toBe('/v1/tuning/x/simulate {"settings":{"concurrency":40},"now":{}}');
    const [first, , p95, ...rest] = text.split('\n');
    expect(first).toBe(
      'x: concurrency=10 replicas=2 -> concurrency=40 replicas=2; 90 steps of 7 runs, 2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z',
    );
    expect(p95).toMatch(/^wait, p95 +8\.2 s +8\.1 s +120 ms +60 ms to 240 ms +-8\.0 s +-9\.0 s to \+100 ms$/);
    expect(rest.join('\n')).toMatch(/^late +12 % +11 % +0\.4 % +0\.2 % to 0\.8 % +-11 % +-20 % to \+0\.0 %/);
    expect(text).toMatch(/Never more than 20 .* extrapolated\.\nWith concurrency 40 .*\n$/);
  });

  it('takes how long ago, or a moment, and what was in force', () => {
    expect(
      order('--from', '24h', '--to', '2026-01-01T12:00:00Z', '--now', 'replicas=3', '--runs', '50'),
    ).toEqual({
      settings: {},
      now: { replicas: 3 },
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-01T12:00:00Z',
      runs: 50,
    });
    expect(order('--set', 'ageingMs=off', '--set', 'ratePerSec=2.5').settings).toEqual({
      ageingMs: null,
      ratePerSec: 2.5,
    });
  });

  it('refuses settings that it does not know, and values that are none', () => {
    expect(() => order('--set', 'concurency=4')).toThrow(/Did you mean concurrency\?/);
    expect(() => order('--set', 'concurrency=off')).toThrow('concurrency takes a number; got "off".');
    expect(() => order('--now', 'timeoutMs=4')).toThrow(/setting/);
  });

  it('says that it needs an agent', async () => {
    await expect(call('--set', 'concurrency=4')).rejects.toThrow(/Missing: --agent/);
  });
});
