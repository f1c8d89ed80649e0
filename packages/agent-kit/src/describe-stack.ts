import { readProperty } from './read-property.ts';

const LINES_MAX = 40;
const BYTES_MAX = 4_096;
const HEAD_MAX_CHARACTERS = 300;
const FRAME_MAX_CHARACTERS = 300;
const CAUSES_MAX = 3;
const FRAMES_OF_A_CAUSE = 6;
/** A long message precedes the frames, so the end of the text is read. */
const LOOKED_AT_CHARACTERS = 64 * 1024;
const INTERNAL = /\bnode:internal\//;

/**
 * Returns the stack of a thrown value and of its causes: the first lines and the frames, without frames inside Node, at
 * most `LINES_MAX` lines and `BYTES_MAX` bytes of UTF-8. Returns undefined if it has no stack. Never throws.
 */
export function describeStack(thrown: unknown): string | undefined {
  const lines = readStack(thrown);
  if (lines === undefined) return undefined;
  let cause = readProperty(thrown, 'cause');
  for (let causes = 0; causes < CAUSES_MAX; causes++) {
    const more = readStack(cause);
    if (more === undefined) break;
    const [head, ...frames] = more;
    lines.push(`Caused by: ${head}`, ...frames.slice(0, FRAMES_OF_A_CAUSE));
    cause = readProperty(cause, 'cause');
  }
  return cutToBytes(lines.slice(0, LINES_MAX).join('\n'));
}

/** Returns the line that names the error, and its frames. */
function readStack(thrown: unknown): string[] | undefined {
  const stack = readProperty(thrown, 'stack');
  if (typeof stack !== 'string' || stack === '') return undefined;
  const frames = stack
    .slice(-LOOKED_AT_CHARACTERS)
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !INTERNAL.test(line))
    .map((line) => line.slice(0, FRAME_MAX_CHARACTERS));
  const head = stack.slice(0, HEAD_MAX_CHARACTERS).split('\n', 1)[0] ?? '';
  return frames.length === 0 ? undefined : [head, ...frames];
}

/** Never splits a character. */
function cutToBytes(text: string): string {
  const whole = text.toWellFormed();
  const bytes = new Uint8Array(BYTES_MAX);
  const { read: fits } = new TextEncoder().encodeInto(whole, bytes);
  return fits === whole.length ? whole : whole.slice(0, fits);
}
