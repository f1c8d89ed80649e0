import { expect, test } from '@jest/globals';
import { toTuningAnswer } from './to-tuning-answer.ts';

const LIST = { isStatic: false, frozen: null, leader: null, items: [], invalid: [] };

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
