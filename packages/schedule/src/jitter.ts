import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Returns how many milliseconds after its slot a run starts: from 0 to less than `jitterMs`. It is a hash of name and
 * slot, so it is always the same for one slot, and spread evenly over slots and schedules.
 */
export function jitterOf(name: string, slot: number, jitterMs: number): number {
  if (jitterMs === 0) return 0;
  const [a = 0, b = 0, c = 0, d = 0] = sha256(utf8ToBytes(`${name}|${slot}`));
  return Math.floor((((a * 256 + b) * 256 + c) * 256 + d) * (jitterMs / 2 ** 32));
}
