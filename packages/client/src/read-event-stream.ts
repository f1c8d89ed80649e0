import { AnswerError } from './errors.ts';

/** An event of a stream, and the id after which the next stream continues. */
export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  /** Empty if the server only sent a new position. */
  readonly data: string;
}

/** No event has more characters: a body has at most 512 KiB, and an event has the input once. */
const EVENT_MAX = 16 * 1024 * 1024;

/**
 * Parses server-sent events as dispatchers send them: lines end with a line feed. Ends when the stream ends. Rejects
 * when it breaks, when nothing came for `silentMs`, and with `AnswerError` for an event that never ends. Returning
 * early closes the stream.
 *
 * Source: WHATWG HTML, 9.2.6 "Interpreting an event stream".
 */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
  silentMs: number,
  path: string,
): AsyncGenerator<StreamEvent, void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let id = '';
  try {
    for (;;) {
      const { done, value } = await readWithin(reader, silentMs);
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      if (rest.length > EVENT_MAX)
        throw new AnswerError(path, `end of an event within ${EVENT_MAX} characters`);
      for (const block of blocks) {
        const fields = new Map(block.split('\n').map(splitLine));
        id = fields.get('id') ?? id;
        yield { id, event: fields.get('event') ?? 'message', data: fields.get('data') ?? '' };
      }
    }
  } finally {
    // A broken stream cannot be closed.
    await reader.cancel().catch(() => {});
  }
}

async function readWithin(reader: ReadableStreamDefaultReader<Uint8Array>, silentMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came for ${silentMs} ms.`)), silentMs);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } finally {
    clearTimeout(timer);
  }
}

function splitLine(line: string): [name: string, value: string] {
  const at = line.indexOf(':');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1).replace(/^ /, '')];
}
