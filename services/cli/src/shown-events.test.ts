import { afterEach, expect, it, jest } from '@jest/globals';
import { peopleEvents } from './shown-events.ts';

afterEach(() => void jest.restoreAllMocks());

/** What is printed of lines of two services, without their times. */
function show(...lines: readonly object[]): readonly string[] {
  const shown: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => shown.push(String(text)) > 0);
  const events = peopleEvents();
  for (const service of ['worker-1', 'worker-2'])
    for (const line of lines) events.onLine(service, JSON.stringify({ time: 0, ...line }));
  return shown.map((line) => line.trimEnd().slice('00:00:00  '.length));
}

it('what all services of a fleet say of a server that is away is shown once', () => {
  expect(show({ level: 40, msg: 'The connection reported an error.', err: { message: 'refused' } })).toEqual([
    'worker-1     warning: The connection reported an error: refused',
  ]);
});

it('errors and what somebody has done are shown each time', () => {
  const lines = [
    { level: 50, msg: 'A job was set aside.', err: { message: 'broken' } },
    { level: 40, msg: 'All settings are static now.' },
  ];
  expect(show(...lines)).toHaveLength(4);
});
