import { expect, it } from '@jest/globals';
import { parseAnswerBody, parseSignalBody, parseSignalText, toSignalText } from './signal.ts';

it.each(['k-1', 'two\nlines', '"quoted" \\ and |', 'é'])(
  'a message with the key %j is read as it was written',
  (key) => {
    const message = { name: 'approval', key, body: JSON.stringify({ payload: 'line\nline', by: 'me' }) };
    expect(parseSignalText(toSignalText(message))).toEqual(message);
    expect(parseSignalText(toSignalText({ ...message, at: 17 }))).toEqual({ ...message, at: 17 });
  },
);

it.each([
  ['whose key is no text', () => parseSignalText('approval\n1\n{}'), '"key"'],
  ['whose moment is none', () => parseSignalText('approval\n"k"\n{}\nsoon'), 'moment'],
  ['that is no object', () => parseSignalBody('[]'), 'no object'],
  ['whose sender is no text', () => parseSignalBody('{"payload":1,"by":2}'), '"by"'],
  ['that answers with no choice', () => parseAnswerBody('{"payload":{}}'), '"choice"'],
  ['that answers with a number', () => parseAnswerBody('{"payload":1}'), 'no object'],
])('a message %s is refused, because no store wrote it', (_, parse, why) => {
  expect(parse).toThrow(why);
});

it('a message without a payload has none', () => {
  expect(parseSignalBody('{}')).toEqual({ payload: null });
});
