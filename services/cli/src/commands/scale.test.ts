import { Client } from '@ag06/client';
import { expect, it } from '@jest/globals';
import type { Output } from '../output.ts';
import { renderTable } from '../table.ts';
import { scale } from './scale.ts';

const ITEM = {
  agent: 'text.analyse',
  wanted: 4,
  ready: 3,
  draining: 1,
  why: 'backlog',
  reason: 'Much waits.',
  bounds: { min: 0, max: 20 },
  waiting: 120,
  delayed: 0,
  oldestMs: 1_900,
  running: 30,
  slots: 30,
  arrivalsPerSec: 80,
  completionsPerSec: 78.5,
  forecastPerSec: 80,
  serviceMs: 310,
  bootSeconds: 30,
  coolDownSeconds: 60,
};

async function call(items: readonly object[], ...args: string[]): Promise<{ asked: string; text: string }> {
  let [asked, text] = ['', ''];
  const client = new Client({
    url: 'http://fleet.example',
    fetch: async (url) => {
      asked = String(url).replace('http://fleet.example', '');
      return Response.json({ ageMs: 1, wanted: 4, items });
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
  await scale(args, client, output);
  return { asked, text };
}

it('ag06 scale shows for one agent how many workers it has and should have, and why', async () => {
  const { asked, text } = await call(
    [ITEM],
    'text.analyse',
    '--min',
    '0',
    '--max',
    '20',
    '--cool-down',
    '5s',
  );
  expect(asked).toBe('/v1/scale?min=0&max=20&coolDownSeconds=5&agent=text.analyse');
  expect(text).toMatch(
    /text\.analyse +3 \(\+1 draining\) +4 +120 +1\.9 s +30 +30 +80\.00 +78\.50 +310 ms +backlog/,
  );
  expect(text).toMatch(/Much waits\.\n$/);
});

it('ag06 scale shows a table of several agents, of which some may not have been measured yet', async () => {
  const idle = {
    ...ITEM,
    agent: 'x.b',
    draining: 0,
    waiting: 0,
    arrivalsPerSec: null,
    completionsPerSec: null,
    serviceMs: null,
    why: 'idle',
  };
  const { asked, text } = await call([ITEM, idle]);
  expect(asked).toBe('/v1/scale');
  expect(text).toMatch(/x\.b +3 +4 +0 +- +30 +30 +- +- +- +idle/);
  expect(text).not.toMatch('Much waits.');
});
