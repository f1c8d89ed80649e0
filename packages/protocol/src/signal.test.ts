import { expect, it } from '@jest/globals';
import { parseSignalText, toSignalText } from './signal.ts';

it.each(['k-1', 'two\nlines', '"quoted" \\ and |', 'é'])(
  'a message with the key %j is read as it was written',
  (key) => {
    const message = { name: 'approval', key, body: JSON.stringify({ payload: 'line\nline', by: 'me' }) };
    expect(parseSignalText(toSignalText(message))).toEqual(message);
    expect(parseSignalText(toSignalText({ ...message, at: 17 }))).toEqual({ ...message, at: 17 });
  },
);
