/**
 * Returns a new random key (UUID version 4) under which a call may be repeated. `crypto.randomUUID` is missing on pages that
 * came by plain HTTP from another machine.
 */
export function createKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, at) =>
    toHex(at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte),
  );
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(''))
    .join('-');
}

const toHex = (byte: number): string => byte.toString(16).padStart(2, '0');
