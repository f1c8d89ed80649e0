/** Texts and numbers of JSON; nothing else of it has digits. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Parses JSON. Throws for a whole number that JavaScript would round, such as a long id: it would be sent as another one. */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  for (const [token] of text.matchAll(TOKEN))
    if (!token.startsWith('"') && !isExactNumber(token))
      throw new Error(
        `The number ${token.slice(0, 40)} would be rounded. Write it as a text: "${token.slice(0, 40)}".`,
      );
  return value;
}

/** Whether a number as it is written is the number that is sent. Fractions keep 17 digits. */
export const isExactNumber = (text: string): boolean =>
  Number.isFinite(Number(text)) && (!/^[-+]?\d+$/.test(text.trim()) || Number.isSafeInteger(Number(text)));
