/**
 * Cuts a RESP byte stream (the Redis protocol, versions 2 and 3) into whole top-level values, without reading them.
 * Both directions work: a command is an array of bulk strings, or one inline line.
 */
export class RespFrames {
  #rest: Buffer = Buffer.alloc(0);

  /** The values that are complete with this chunk, each as its exact bytes. */
  add(chunk: Buffer): readonly Buffer[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Buffer[] = [];
    for (let end = endOfValue(this.#rest, 0); end !== undefined; end = endOfValue(this.#rest, 0)) {
      frames.push(this.#rest.subarray(0, end));
      this.#rest = this.#rest.subarray(end);
    }
    return frames;
  }
}

/** Whether a reply is a push message of RESP3, which answers no command. */
export function isPush(reply: Buffer): boolean {
  return reply[0] === '>'.charCodeAt(0);
}

/** Where the value that begins at `start` ends, or undefined while it is incomplete. */
function endOfValue(bytes: Buffer, start: number): number | undefined {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd === -1) return undefined;
  const next = lineEnd + 2;
  const size = Number(bytes.toString('latin1', start + 1, lineEnd));
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case '$':
    case '!':
    case '=':
      return endOfBytes(bytes, next, size);
    case '*':
    case '~':
    case '>':
      return endOfValues(bytes, next, size);
    case '%':
      return endOfValues(bytes, next, size * 2);
    case '|': {
      const attributesEnd = endOfValues(bytes, next, size * 2);
      return attributesEnd === undefined ? undefined : endOfValue(bytes, attributesEnd);
    }
    default:
      return next;
  }
}

/** A size of -1 is RESP2's null and has no content. */
function endOfBytes(bytes: Buffer, start: number, size: number): number | undefined {
  if (size < 0) return start;
  const end = start + size + 2;
  return end <= bytes.length ? end : undefined;
}

function endOfValues(bytes: Buffer, start: number, count: number): number | undefined {
  let end: number | undefined = start;
  for (let index = 0; index < count && end !== undefined; index += 1) end = endOfValue(bytes, end);
  return end;
}
