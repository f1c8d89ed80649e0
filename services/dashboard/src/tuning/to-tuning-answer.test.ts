import { expect, test } from '@jest/globals';
import { toTuningAnswer } from './to-tuning-answer.ts';

const LIST = { isStatic: false, frozen: null, leader: null, figures: null, items: [], invalid: [] };

test('the switch, settings that cannot be read, and a freeze come before all else', () => {
  const frozen = { at: '2026-01-01T00:00:00.000Z', by: 'ann', reason: 'incident' };
  const invalid = [{ agent: 'a', version: 1, problem: 'x' }];
  expect(toTuningAnswer({ ...LIST, isStatic: true, frozen, invalid }).text).toContain('Switched off');
  expect(toTuningAnswer({ ...LIST, frozen, invalid }).tone).toBe('bad');
  expect(toTuningAnswer({ ...LIST, frozen }).text).toContain('Frozen by ann');
  expect(toTuningAnswer(LIST).text).toBe('No optimizer has ever led. 0 agents have published settings.');
});

test('an agent whose published settings are all static has none', () =>
  expect(
    toTuningAnswer({ ...LIST, items: [{ settings: {} }, { settings: { concurrency: 4 } }] }).text,
  ).toContain('1 agent has published settings.'));

test('an optimizer that has stopped is told, however many settings it left', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const leader = { leader: 'o-1', fence: 1, since: at };
  const figures = { at, ageMs: 900_000, isStale: true, leader: 'o-1', fence: 1, dropped: 0, unreadable: 0 };
  const { tone, text } = toTuningAnswer({
    ...LIST,
    leader,
    figures,
    items: [{ settings: { concurrency: 4 } }],
  });
  expect(tone).toBe('warn');
  expect(text).toBe('No optimizer leads: nothing is counted or changed. 1 agent has published settings.');
  expect(toTuningAnswer({ ...LIST, leader, figures: { ...figures, isStale: false } }).tone).toBe('good');
});
