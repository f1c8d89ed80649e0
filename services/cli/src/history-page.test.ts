import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@ag06/client';
import { startUpFleet, type TempDir, tempDir, type UpFleet, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeCommand } from './help.ts';
import { COMMANDS } from './help-table.ts';
import { blockLines, HISTORY_PAGE, inlineLines, type PageLine, snippets } from './testing/page-lines.ts';
import { type Played, playCommand } from './testing/play-command.ts';

const AGENTS = new URL('./testing/page-agents.ts', import.meta.url);
const HOUR_MS = 3_600_000;
/** What the page calls `order`: a run of it has more than 24 events. */
const ORDER = {
  name: 'order',
  steps: {
    pay: { agent: 'order.pay', with: { order: '${input.order}' } },
    pack: { agent: 'core.echo', needs: ['pay'], forEach: [1, 2, 3, 4, 5], with: '${item}' },
    label: { agent: 'core.echo', needs: ['pack'] },
    send: { agent: 'mail.send', needs: ['label'], with: { order: '${input.order}' } },
    close: { agent: 'core.echo', needs: ['send'], with: '${steps.send.output}' },
  },
  output: '${steps.close.output}',
};

const all = [...blockLines(HISTORY_PAGE), ...inlineLines(HISTORY_PAGE)];

describe('docs/history.md', () => {
  it.each(all)('$text: the command and its options exist', ({ words }) => {
    expect(COMMANDS).toContain(words[0]);
    const help = describeCommand(words);
    expect(help).toBeDefined();
    const unknown = words.filter((word) => word.startsWith('--') && !help?.includes(word));
    expect(unknown).toEqual([]);
  });

  it('has TypeScript that is compiled', () => {
    const toLines = (text: string) => text.split('\n').map((line) => line.trim());
    const compiled = toLines(readFileSync(AGENTS, 'utf8')).join('\n');
    const found = snippets(HISTORY_PAGE, 'ts');
    expect(found.length).toBeGreaterThan(0);
    for (const text of found) expect(compiled).toContain(toLines(text).join('\n').trim());
  });
});

let fleet: UpFleet;
let folder: TempDir;
let client: Client;
/** What the names in capitals stand for, and files. */
const named = new Map<string, string>();

beforeAll(async () => {
  [fleet, folder] = await Promise.all([
    startUpFleet('history-page', { args: ['--agents', fileURLToPath(AGENTS)] }),
    tempDir('history-page'),
  ]);
  client = new Client({ url: fleet.url });
  const file = (name: string) => join(folder.path, name);
  await mkdir(file('histories'));
  await writeFile(file('order.yaml'), JSON.stringify(ORDER));
  await writeFile(file('other.json'), '{"order":"o-8"}');
  for (const name of ['histories/order.json', 'order.yaml']) named.set(name, file(name));
  named.set('./histories', file('histories'));
  named.set('@other.json', `@${file('other.json')}`);
  await client.workflows.push(ORDER);
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  await folder.remove();
});

const ag06 = (...words: string[]): Promise<Played> => playCommand(fleet.url, words);

/** A time on the page is an hour ago for streams, and now for runs, which have just ended. */
const toWord = (word: string, command: string): string =>
  /^20\d\d-/.test(word)
    ? new Date(Date.now() - (command === 'streams' ? HOUR_MS : 0)).toISOString()
    : (named.get(word) ?? word);

const play = ({ words, file }: PageLine): Promise<Played> =>
  playCommand(
    fleet.url,
    words.map((word) => toWord(word, words[0] ?? '')),
    file && named.get(file),
  );

const isPlayed = ({ words: [command] }: PageLine) => command === 'streams' || command === 'runs';
const section = (title: string) => {
  const [, text = ''] = HISTORY_PAGE.split(`\n## ${title}\n`);
  return blockLines(text.split('\n## ')[0] ?? '').filter(isPlayed);
};

/** Plays each line of a section, which has to be among these, and compares what it prints. */
async function playSection(title: string, printed: Readonly<Record<string, RegExp>>): Promise<void> {
  const lines = section(title).filter(({ words }) => words[1] !== 'tail');
  expect(lines.map(({ text }) => text)).toEqual(Object.keys(printed));
  for (const line of lines) {
    const { out, code } = await play(line);
    expect({ line: line.text, code, out }).toEqual({
      line: line.text,
      code: 0,
      out: expect.stringMatching(printed[line.text] ?? /^$/),
    });
    const [forked] = /^r\S+(?= \w+, with the outcomes)/.exec(out) ?? [];
    if (forked !== undefined && !named.has('FORK')) named.set('FORK', forked);
    if (line.words.includes('allow'))
      await until(async () => (await client.get(named.get('FORK') ?? '')).status === 'completed');
  }
}

/** Leaves two of eleven events of `orders` to the group `mailer` as dead letters: 7 and 9. */
async function makeDeadLetters(): Promise<void> {
  const events = Array.from({ length: 9 }, (_, n) => ({ type: 'order.sent', data: n }));
  await client.streams.append('orders', events);
  const group = client.streams.group('orders', 'mailer');
  const { deliveries, incarnation } = await group.read({ consumer: 'c', limit: 20 });
  const positions = deliveries.map(({ position }) => position);
  const bad = [7, 9];
  const held = { consumer: 'c', incarnation };
  await group.acknowledge({ ...held, positions: positions.filter((one) => !bad.includes(one)) });
  await group.release({ ...held, positions: bad }, { maxDeliveries: 1, reason: 'no address' });
}

it('the commands of docs/history.md about streams do what the page says', async () => {
  await client.streams.append('orders', { type: 'order.begun' });
  await makeDeadLetters();
  const [tailed] = section('Streams').filter(({ words }) => words[1] === 'tail');
  const tailing = playCommand(fleet.url, [...(tailed?.words ?? []), '--after', '0']);
  await playSection('Streams', {
    'ag06 streams append orders order.paid --data \'{"order":"o-7","total":120}\' --id payment-31':
      /^orders 11\n$/,
    'ag06 streams read orders --type order.paid --from 2026-11-28T00:00:00Z':
      /^11 .*order\.paid.*"total":120/,
    'ag06 streams list': /^orders +11 /m,
    'ag06 streams groups orders': /^mailer +10 +1 +0 +2/m,
    'ag06 streams dead-letters orders mailer': /^7 +order\.sent .*no address\n9 +order\.sent/m,
    'ag06 streams redrive orders mailer 7 9': /^delivered again: 7, 9$/m,
    'ag06 streams reset orders mailer --time 2026-11-28T09:00:00Z': /^mailer +0 +11 /m,
  });
  expect((await ag06('streams', 'delete', 'orders')).out).toContain('orders is deleted');
  const { out, notes } = await tailing;
  expect(out.trim().split('\n')).toHaveLength(11);
  expect(notes).toContain('The stream orders was deleted.');
}, 60_000);

it('the commands about streams that the page does not show', async () => {
  const append = (...more: string[]) => ag06('streams', 'append', 'notes', 'noted', ...more);
  const first = await append('--data', '1', '--expect', '0', '--correlation-id', 'n-1');
  expect(first.json).toMatchObject([{ last: 1, events: [{ position: 1, duplicate: false }] }]);
  await expect(append('--expect', '0')).rejects.toMatchObject({ code: 'STREAM_CONFLICT' });
  expect((await append('--data', '1', '--correlation-id', 'n-1')).out).toBe(
    'notes 1 (it was there already)\n',
  );
  await expect(append('--data', '{')).rejects.toThrow('--data');
  await append('--data', '"two"', '--id', 'two');
  const read = (...more: string[]) => ag06('streams', 'read', 'notes', ...more);
  expect((await read('--after', '1')).out).toMatch(/^2 .*noted +"two"\n$/);
  expect((await read('--correlation-id', 'n-1')).out).toMatch(/^1 .* n-1 +1\n$/);
  expect((await read('--limit', '1')).json).toMatchObject([{ position: 1 }]);
  expect((await read('--limit', '0')).out).toBe('');
  expect((await ag06('streams', 'show', 'notes')).out).toMatch(/^notes: 2 events, .*\n {2}noted: 2\n$/s);
  await expect(ag06('streams', 'show', 'nothing')).rejects.toMatchObject({ code: 'STREAM_UNKNOWN' });

  const group = client.streams.group('notes', 'readers');
  const { incarnation } = await group.read({ consumer: 'c' });
  const held = { consumer: 'c', incarnation, positions: [1, 2] };
  await group.release(held, { maxDeliveries: 1, reason: 'no' });
  const letters = (...more: string[]) => ag06('streams', 'dead-letters', 'notes', 'readers', ...more);
  expect((await letters('--limit', '1')).out).toMatch(/^1 +noted.*more: --after 1\n$/ms);
  const discard = (...positions: string[]) => ag06('streams', 'discard', 'notes', 'readers', ...positions);
  expect(await discard('1')).toMatchObject({ code: 0, out: 'dropped: 1\n' });
  expect(await discard('1', '2')).toMatchObject({ code: 1, out: 'dropped: 2\n' });
  await expect(discard()).rejects.toThrow('Name the positions');
  const reset = (...more: string[]) => ag06('streams', 'reset', 'notes', 'readers', ...more);
  expect((await reset('--to', 'first')).json).toMatchObject([{ position: 0, lag: 2 }]);
  expect((await reset('--after', '1')).json).toMatchObject([{ position: 1, lag: 1 }]);
  await expect(reset('--after', '1', '--to', 'last')).rejects.toThrow('Say one place');
  await expect(reset('--to', 'middle')).rejects.toThrow('--to takes first, last');
  expect((await ag06('streams', 'delete-group', 'notes', 'readers')).out).toContain('of notes is deleted');
  await expect(letters()).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
  await expect(ag06('streams', 'lsit')).rejects.toThrow('streams list');
  expect((await ag06('correlations', 'none')).notes).toContain('Nothing happened');
});

it('the commands of docs/history.md about runs do what the page says', async () => {
  const { runId } = await client.submit('order', { order: 'o-7' }, { correlationId: 'o-7' });
  await until(async () => (await client.get(runId)).status === 'completed');
  named.set('RUN', runId);
  const changed = { ...ORDER, steps: { ...ORDER.steps, thank: { agent: 'core.echo', needs: ['close'] } } };
  named.set('V', (await client.workflows.push(changed)).version);
  await playSection('Look back', {
    'ag06 runs state RUN --at 12': /^after event 12, .*running/s,
    'ag06 runs state RUN --at 2026-11-28T09:00:00Z': /completed/,
    'ag06 runs state RUN --watch': /run\.accepted.*after event .*completed/s,
    'ag06 runs export RUN > histories/order.json':
      /^\{"format":"ag06\.run-history".*\{"end":\{"events":\d+\}\}\n$/s,
  });
  await playSection('Replay', {
    'ag06 runs replay RUN': /^same /,
    'ag06 runs replay ./histories': /^same .*order\.json/,
    'ag06 runs replay ./histories --definition order.yaml': /^same .*order\.json/,
  });
  await playSection('Fork', {
    'ag06 runs fork RUN --from send': /with the outcomes of 3 steps/,
    'ag06 runs fork RUN --from 24': /with the outcomes of \d+ steps/,
    'ag06 runs fork RUN --from send --effects live': /with the outcomes of 3 steps/,
    'ag06 runs fork RUN --from 1 --input @other.json': /with the outcomes of 0 steps/,
    'ag06 runs fork RUN --from send --version V': /with the outcomes of 3 steps/,
    'ag06 runs allow FORK mail.send': /mail\.send may act/,
    'ag06 runs diff RUN FORK --exit-code': /^send +- +completed/m,
  });
  const timeline = (await ag06('correlations', 'o-7')).out;
  expect(timeline).toMatch(/^r\S+ +order .*run\.accepted/m);
  expect(timeline).toMatch(/^orders +1 .*order\.paid +\{"order":"o-7"\}$/m);
  expect((await ag06('runs', 'output', runId, 'send')).out).toBe('{"sent":"o-7"}');
  expect((await ag06('runs', 'output', runId, 'pack', '--item', '2')).out).toBe('3');
  await expect(ag06('runs', 'state', runId, '--at', '2001-01-01T00:00:00Z')).rejects.toMatchObject({
    code: 'RUN_NOT_YET',
  });
  await expect(ag06('runs', 'state', runId, '--every', 'often')).rejects.toThrow('--every takes a duration');
  await expect(ag06('runs', 'replay', 'nothing.json')).rejects.toThrow('no file or folder');
  await expect(ag06('runs', 'fork', runId)).rejects.toThrow('Missing: --from');
}, 60_000);
