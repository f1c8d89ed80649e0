import { describe, expect, test } from '@jest/globals';
import { observeCalls } from './observe-calls.ts';

class Reader {
  readonly #secret = 7;
  async read(id: string): Promise<string> {
    return `${id}${this.#secret}`;
  }
}

class Port extends Reader {
  size = 1;
  get doubled(): number {
    return this.size * 2;
  }
  async write(kind: string): Promise<void> {
    if (kind === 'bad') throw new Error('refused');
    this.size++;
  }
  listen(): () => void {
    return () => {};
  }
}

function create() {
  const port = new Port();
  const seen: unknown[] = [];
  const observed = observeCalls(
    port,
    { read: 'port.read', write: (kind) => `port.write.${kind}` },
    {
      answered: (name, ms, args, answer) => void seen.push([name, ms >= 0, args, answer]),
      failed: (name, ms, args, error) => void seen.push([name, ms >= 0, args, String(error)]),
    },
  );
  return { port, observed, seen };
}

describe('a port whose calls are observed', () => {
  test('answers as the port does, and tells how each call went', async () => {
    const { observed, seen } = create();
    expect(await observed.read('a')).toBe('a7');
    await observed.write('good');
    await expect(observed.write('bad')).rejects.toThrow('refused');
    expect(seen).toEqual([
      ['port.read', true, ['a'], 'a7'],
      ['port.write.good', true, ['good'], undefined],
      ['port.write.bad', true, ['bad'], 'Error: refused'],
    ]);
  });

  test('passes unmeasured members through, with their present values', async () => {
    const { port, observed, seen } = create();
    expect(observed.listen()).toBeInstanceOf(Function);
    await port.write('good');
    expect([observed.size, observed.doubled]).toEqual([2, 4]);
    expect(seen).toEqual([]);
  });

  test('returns the promise of the port itself', () => {
    const promise = Promise.resolve(1);
    const observed = observeCalls({ ask: () => promise }, { ask: 'ask' }, { answered() {}, failed() {} });
    expect(observed.ask()).toBe(promise);
  });
});
