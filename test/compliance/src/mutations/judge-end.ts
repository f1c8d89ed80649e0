import { stripVTControlCharacters } from 'node:util';

/** A test as jest's JSON tells it. */
export interface JudgedTest {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/**
 * What became of a case on a fleet that is broken. `killed`: an expectation of the case failed, with these words. `survived`: it
 * does not prove what it says. `otherwise`: it failed, but not in the way that its mutation says; `late`: its time was over;
 * `not-run`: its fleet did not start. These three prove nothing of the case.
 */
export type CaseEnd =
  | { readonly is: 'survived' | 'not-run' }
  | { readonly is: 'killed' | 'otherwise' | 'late'; readonly words: string };

const WIDTH = 300;

/** @param hasRun whether the case itself began: jest tells the same of a test whose preparations failed */
export function judgeEnd(test: JudgedTest | undefined, hasRun: boolean, says: RegExp | undefined): CaseEnd {
  if (test === undefined || !hasRun) return { is: 'not-run' };
  if (test.status === 'passed') return { is: 'survived' };
  const message = stripVTControlCharacters(test.failureMessages[0] ?? '');
  const words = toWords(message);
  if (/Exceeded timeout of \d+ ms for a test/.test(message)) return { is: 'late', words };
  return { is: says === undefined || says.test(message) ? 'killed' : 'otherwise', words };
}

/** Returns the expectation, what was received, and the line of the case, in one line. */
function toWords(message: string): string {
  const [text = ''] = message.split(/^\s+at /m);
  const place = /\/([a-z-]+\.case\.ts:\d+)/.exec(message)?.[1];
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  const cut = plain.length > WIDTH ? `${plain.slice(0, WIDTH)}…` : plain;
  return place === undefined ? cut : `${cut} (${place})`;
}
