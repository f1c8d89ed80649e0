import { Client } from '@ag06/client';
import { DEFAULT_BREAKER } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import type { TableOptions } from '../table.ts';
import { breakers } from './breakers.ts';

const AT = '2026-01-02T03:04:05.678Z';
const SHOP = {
  dependency: 'shop',
  state: 'open',
  since: AT,
  until: '2026-01-02T03:04:15.678Z',
  failures: 5,
  lastError: {
    at: AT,
    code: 'SHOP_CLOSED',
    message: 'It answered 503.',
    run: 'r0-1',
    step: 'buy',
    attempt: 1,
  },
  permits: { out: 0, free: 0 },
  blockedSteps: 995,
  settings: DEFAULT_BREAKER,
  transitions: [],
  totals: { successes: 0, failures: 5, refused: 995, opened: 1 },
};

/** Calls the command and answers with what it asked for and printed. */
const call = (...args: string[]) => callOn({}, ...args);

/** The same, on a terminal that is so wide and coloured. */
async function callOn(tables: TableOptions, ...args: string[]): Promise<{ asked: string[]; text: string }> {
  const asked: string[] = [];
  let text = '';
  const answer = (path: string) => {
    if (path.endsWith('/breakers')) return { items: [SHOP] };
    return { ...SHOP, state: path.endsWith('off') ? 'off' : path.endsWith('close') ? 'closed' : 'open' };
  };
  const client = new Client({
    url: 'http://fleet',
    fetch: async (url, init) => {
      const { pathname } = new URL(String(url));
      asked.push(`${init?.method} ${pathname}`);
      return Response.json(answer(pathname));
    },
  });
  const print = (line: string) => {
    text += line;
  };
  const output = { json: () => {}, text: print, tables } as unknown as Output;
  await breakers(args, client, output);
  return { asked, text };
}

it('ag06 breakers shows the last failure of each breaker, with its run and step', async () => {
  const { text } = await call('list');
  expect(text).toMatch(/shop +open +03:04:05 +03:04:15 +5 +995/);
  expect(text).toContain('shop: 03:04:05 SHOP_CLOSED in r0-1 buy: It answered 503.');
});

it('ag06 breakers fits the terminal, with states in colour', async () => {
  const { text } = await callOn({ columns: 60, isColoured: true }, 'list');
  const [head = '', row = ''] = text.split('\n');
  expect(head.length).toBeLessThanOrEqual(60);
  expect(row).toContain('\u001b[31mopen');
});

it.each([
  ['open', 'is open until 03:04:15: no call goes through. 995 steps wait for it.'],
  ['close', 'is closed: calls go through'],
  ['off', 'is off: calls go through whatever comes of them, until `ag06 breakers close shop`'],
])('moves one by hand: %s', async (verb, said) => {
  const { asked, text } = await call(verb, 'shop');
  expect(asked).toEqual([`POST /v1/breakers/shop/${verb}`]);
  expect(text).toContain(said);
});

it('ag06 breakers asks for a missing name, and refuses unknown words', async () => {
  await expect(call('open')).rejects.toThrow(UsageError);
  await expect(call('clsoe', 'shop')).rejects.toThrow('close');
});
