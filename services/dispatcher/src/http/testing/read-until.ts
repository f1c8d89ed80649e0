/** The text of a stream up to where it has a pattern. Throws if it ends before. */
export async function readUntil(response: Response, pattern: RegExp): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (pattern.test(text)) return text;
  }
  throw new Error(`The stream ended before ${pattern}.`);
}
