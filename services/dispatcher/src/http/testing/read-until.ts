/** Returns the text of a stream up to a match of the pattern. Throws if the stream ends before. */
export async function readUntil(response: Response, pattern: RegExp): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (pattern.test(text)) return text;
  }
  throw new Error(`The stream ended before ${pattern}.`);
}
