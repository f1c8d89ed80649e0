import { expect, it } from '@jest/globals';
import { toStartError } from './start-error.ts';

const LOG = '{"level":30,"msg":"metrics"}';
const endOf = (lines: readonly string[], code = 2) =>
  toStartError('dispatcher', { code, signal: null, lines });

it('a service that refuses to start is told by its refusal alone', () => {
  const { code, message } = endOf([LOG, 'dispatcher: Somebody listens there already. (PORT_IN_USE)', LOG]);
  expect({ code, message }).toEqual({ code: 'PORT_IN_USE', message: 'Somebody listens there already.' });
});

it('a refusal of several lines is told whole', () => {
  const { code, message } = endOf([
    '(node:7) old',
    'agent-worker: It does not load: no',
    'agents. (AGENTS_UNLOADABLE)',
  ]);
  expect({ code, message }).toEqual({ code: 'AGENTS_UNLOADABLE', message: 'It does not load: no\nagents.' });
});

it('a service whose settings are wrong is told by all of them, without its name', () => {
  const { code, message } = endOf([
    '(node:7) Warning: old',
    'agent-worker: A: expected 1.',
    'agent-worker: B: no.',
  ]);
  expect({ code, message }).toEqual({ code: 'USAGE', message: 'A: expected 1.\nB: no.' });
});

it('a service that breaks at its start is told by what it wrote besides its log', () => {
  const { code, message } = endOf([LOG, 'TypeError: x is not a function', '    at main.ts:1'], 1);
  expect(code).toBe('FAILED');
  expect(message).toBe(
    'dispatcher ended (1) before it was ready:\nTypeError: x is not a function\n    at main.ts:1',
  );
});

it('a service that wrote nothing but its log is told by that', () => {
  expect(endOf([LOG]).message).toBe(`dispatcher ended (2) before it was ready:\n${LOG}`);
  expect(endOf([]).message).toBe('dispatcher ended (2) before it was ready.');
});
