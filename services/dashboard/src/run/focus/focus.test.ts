import { expect, test } from '@jest/globals';
import { parseFocus, withFocus } from './focus.ts';

test('an address names the step and the event that a run is shown at', () => {
  expect(parseFocus('?step=pay&at=812')).toEqual({ step: 'pay', at: 812 });
  expect(parseFocus('')).toEqual({ step: undefined, at: undefined });
});

test.each(['0', '-1', '1.5', '1e3', 'now', '', '01', '9'.repeat(16)])(
  'an address whose event is "%s" shows the run as it is now',
  (at) => expect(parseFocus(`?at=${at}`).at).toBeUndefined(),
);

test('another focus leaves the rest of the address as it is, and comes back from it', () => {
  const focus = { step: 'a&b=c', at: 3 };
  const search = withFocus('?tab=x&at=9', focus);
  expect(parseFocus(search)).toEqual(focus);
  expect(new URLSearchParams(search).get('tab')).toBe('x');
  expect(withFocus(search, {})).toBe('?tab=x');
  expect(withFocus('?step=a', {})).toBe('');
});
