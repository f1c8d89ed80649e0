import { ProblemError } from './problem.ts';

/** The fleet takes no deeper document, and a deeper one would exhaust the stack of a serializer. */
const DEPTH_MAX = 64;

/**
 * Reads the JSON of a request, of at most so many bytes. Only `application/json` is taken, which no form of another site can send.
 * Throws `ProblemError` MEDIA_TYPE_UNSUPPORTED, BODY_TOO_LARGE, BODY_MALFORMED. Undefined if the body is empty.
 */
export async function readBody(request: Request, bytesMax: number): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    const detail = `A body is JSON, with the Content-Type application/json; got ${type === '' ? 'none' : JSON.stringify(type)}.`;
    throw new ProblemError(415, 'MEDIA_TYPE_UNSUPPORTED', detail);
  }
  const text = await readText(request, bytesMax);
  if (text.trim() === '') return undefined;
  checkDepth(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ProblemError(400, 'BODY_MALFORMED', `The body is no JSON: ${reason}.`);
  }
}

async function readText(request: Request, bytesMax: number): Promise<string> {
  if (Number(request.headers.get('content-length')) > bytesMax) throw tooLarge(bytesMax);
  if (request.body === null) return '';
  const reader = request.body.getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > bytesMax) {
      await reader.cancel().catch(() => {});
      throw tooLarge(bytesMax);
    }
    text += decoder.decode(value, { stream: true });
  }
}

const tooLarge = (bytesMax: number): ProblemError =>
  new ProblemError(413, 'BODY_TOO_LARGE', `A body has at most ${bytesMax} bytes.`);

/** Counts brackets outside of strings, in one pass over any text; what is no JSON is refused afterwards. */
function checkDepth(text: string): void {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isInString && char === '\\') at++;
    else if (char === '"') isInString = !isInString;
    else if (!isInString && (char === '[' || char === '{')) depth++;
    else if (!isInString && (char === ']' || char === '}')) depth--;
    if (depth > DEPTH_MAX)
      throw new ProblemError(
        422,
        'BODY_TOO_DEEP',
        `A body has at most ${DEPTH_MAX} levels of lists and objects.`,
      );
  }
}
