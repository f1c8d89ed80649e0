/** An event of a server's stream, and the id behind which to go on. */
export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  /** Empty if the server only said where to go on. */
  readonly data: string;
}

/** Takes server-sent events apart. */
export async function* readEventStream(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<StreamEvent, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  let id = '';
  for await (const bytes of body) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map(splitLine));
      id = fields.get('id') ?? id;
      yield { id, event: fields.get('event') ?? 'message', data: fields.get('data') ?? '' };
    }
  }
}

function splitLine(line: string): [name: string, value: string] {
  const at = line.indexOf(':');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1).replace(/^ /, '')];
}
