import { expect, it } from '@jest/globals';
import { findWarning, renderLogLine } from './log-lines.ts';

const render = (line: object, isColoured = false) =>
  renderLogLine('worker-1', JSON.stringify({ level: 30, time: 0, ...line }), isColoured);
const TIME = /^\d\d:\d\d:\d\d {2}worker-1 {5}/;

it('a service that is up is told in a line', () => {
  const line = render({ msg: 'worker ready', agents: ['core.echo'] });
  expect(line?.replace(TIME, '')).toBe('worker ready');
});

it('what is neither notable nor a milestone is left out', () => {
  expect(render({ msg: 'Settings are published.' })).toBeUndefined();
  expect(render({ level: 20, msg: 'worker ready soon' })).toBe(
    render({ level: 20, msg: 'worker ready soon' }),
  );
});

it('a warning says what it is about, and why', () => {
  const line = render({
    level: 40,
    msg: 'An attempt failed.',
    agent: 'shop.buy',
    runId: 'r0-1',
    step: 'pay',
    item: 3,
    err: { message: 'No money.' },
  });
  expect(line?.replace(TIME, '')).toBe(
    'warning: An attempt failed. (agent shop.buy, run r0-1, step pay[3]): No money.',
  );
  expect(render({ level: 50, msg: 'x' }, true)).toContain('\x1b[31merror\x1b[39m: x');
});

it('a warning about nothing but its reason is one sentence', () => {
  const line = render({ level: 40, msg: 'The connection reported an error.', err: { message: 'refused' } });
  expect(line?.replace(TIME, '')).toBe('warning: The connection reported an error: refused');
});

it('a warning is known as one that may be repeated if it has an error or tells of waiting', () => {
  const find = (line: object) => findWarning(JSON.stringify({ time: 0, ...line }));
  const err = { message: 'refused' };
  expect(find({ level: 40, msg: 'It waits.', agent: 'shop.buy', err })).toBe(
    'It waits. (agent shop.buy): refused',
  );
  expect(find({ level: 40, msg: 'waiting for the broker for 3 s' })).toBe('waiting for the broker for 3 s');
  expect(find({ level: 40, msg: 'It waits.', runId: 'r0-1', err })).toBeUndefined();
  expect(find({ level: 30, msg: 'worker ready' })).toBeUndefined();
  expect(findWarning('no JSON')).toBeUndefined();
});

it.each([
  ['an error', { level: 50, msg: 'A job was set aside because of a defect.', err: { message: 'broken' } }],
  ['what a person has switched', { level: 40, msg: 'All settings are static now.' }],
  ['what an agent says by itself', { level: 40, msg: 'Order 17 was refused.' }],
])('a line is never known as one that may be repeated if it is %s', (_, line) => {
  expect(findWarning(JSON.stringify({ time: 0, ...line }))).toBeUndefined();
});

it('what is no line of a log is told as it is, without control characters', () => {
  expect(renderLogLine('worker-1', 'Hello\x07', false)).toBe('          worker-1     Hello\\x07');
  expect(renderLogLine('worker-1', '[1]', false)).toContain('[1]');
});
