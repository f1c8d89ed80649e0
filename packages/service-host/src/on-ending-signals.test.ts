import { EventEmitter } from 'node:events';
import { expect, it } from '@jest/globals';
import { onEndingSignals } from './on-ending-signals.ts';

function listen() {
  const signals = new EventEmitter();
  const heard: number[] = [];
  let now = 0;
  onEndingSignals(() => heard.push(now), undefined, {
    on: (signal, listener) => signals.on(signal, listener),
    now: () => now,
  });
  const send = (signal: 'SIGTERM' | 'SIGINT', at: number) => {
    now = at;
    signals.emit(signal);
  };
  return { heard, send };
}

it('a Ctrl-C that the terminal sends and npx hands on is one wish', () => {
  const { heard, send } = listen();
  send('SIGINT', 10);
  send('SIGINT', 12);
  send('SIGTERM', 900);
  expect(heard).toEqual([10]);
});

it('a signal that comes a second later is another wish', () => {
  const { heard, send } = listen();
  send('SIGTERM', 10);
  send('SIGINT', 1_010);
  send('SIGINT', 1_011);
  expect(heard).toEqual([10, 1_010]);
});
