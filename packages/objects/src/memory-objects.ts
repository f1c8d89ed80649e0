import { differs } from './object-error.ts';
import {
  checkKey,
  type ObjectInfo,
  type ObjectPart,
  type ObjectSource,
  type ObjectStore,
} from './object-store.ts';

/** Objects in memory, for tests and for fleets that keep nothing. */
export class MemoryObjects implements ObjectStore {
  readonly place = 'memory';
  readonly #objects = new Map<string, Buffer>();

  async put(key: string, bytes: Uint8Array): Promise<void> {
    checkKey(key);
    const known = this.#objects.get(key);
    if (known === undefined) this.#objects.set(key, Buffer.from(bytes));
    else if (!known.equals(bytes)) throw differs(key, this.place);
  }

  async putFrom(key: string, source: ObjectSource): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of source.read()) pieces.push(piece);
    await this.put(key, Buffer.concat(pieces));
  }

  async read(key: string, part?: ObjectPart): Promise<Buffer | undefined> {
    const known = this.#objects.get(key);
    return part === undefined ? known : known?.subarray(part.from, part.from + part.length);
  }

  async *list(prefix: string): AsyncIterable<ObjectInfo> {
    for (const key of [...this.#objects.keys()].sort())
      if (key.startsWith(prefix)) yield { key, bytes: this.#objects.get(key)?.length ?? 0 };
  }

  async delete(key: string): Promise<void> {
    this.#objects.delete(key);
  }

  async tidy(): Promise<number> {
    return 0;
  }

  close(): void {}
}
