/** Counts the bytes of a text in UTF-8. A lone surrogate counts as the replacement character. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    bytes++;
    // Each half of a pair accounts for two of its four bytes.
    if (code >= 0x800 && !isHalfOfPair(text, i, code)) bytes++;
  }
  return bytes;
}

function isHalfOfPair(text: string, i: number, code: number): boolean {
  if (code < 0xd800 || code > 0xdfff) return false;
  const isHigh = code < 0xdc00;
  const other = text.charCodeAt(isHigh ? i + 1 : i - 1);
  return isHigh ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00;
}

/** Whether a text has at most this many bytes. */
export const fitsBytes = (text: string, maxBytes: number): boolean =>
  text.length * 3 <= maxBytes || (text.length <= maxBytes && utf8Length(text) <= maxBytes);
