import type { Json } from '@ag06/contracts';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** JSON text with sorted keys and no white space, so that equal values give equal texts. The caller has checked the depth. */
export function canonicalJson(value: Json): string {
  return isSorted(value) ? JSON.stringify(value) : sortAndWrite(value);
}

/** Whether all keys are in order already. Then the built-in writer returns the same text, much faster. */
function isSorted(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let last: string | undefined;
  for (const key of Object.keys(value)) {
    const member = value[key];
    if ((last !== undefined && last > key) || (member !== undefined && !isSorted(member))) return false;
    last = key;
  }
  return true;
}

function sortAndWrite(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(sortAndWrite).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${sortAndWrite(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** The first 128 bits of the SHA-256 of a value's canonical JSON, as 32 lower-case hex characters. */
export function hashJson(value: Json): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value)))).slice(0, 32);
}
