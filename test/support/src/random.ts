/** A seeded source of choices: the same seed gives the same choices on every machine. */
export interface Random {
  readonly seed: number;
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, n). */
  int(n: number): number;
  /** One element of a list that has at least one. */
  pick<T>(list: readonly T[]): T;
  /** True with probability `p`. */
  chance(p: number): boolean;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, even enough for test inputs. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  function int(n: number): number {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`int(n) needs a whole n >= 1, got ${n}`);
    return Math.floor(next() * n);
  }

  function pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('pick(list) needs at least one element');
    const index = int(list.length);
    for (const [at, value] of list.entries()) if (at === index) return value;
    throw new RangeError('pick(list) got a list with holes');
  }

  return { seed, next, int, pick, chance: (p) => next() < p };
}
