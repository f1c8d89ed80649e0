import type { ObjectInfo, ObjectPart, ObjectSource, ObjectStore } from '@ag06/objects';
import type { MetricBook } from '@ag06/telemetry';
import { isObjectError } from './archive-failure.ts';

type Book = Pick<MetricBook, 'archiveReadDuration' | 'archiveWritten' | 'archiveErrors'>;

/** Objects whose reads are timed, whose written bytes are added up, and whose errors are counted by their code. */
export class MeasuredObjects implements ObjectStore {
  readonly #objects: ObjectStore;
  readonly #book: Book;

  constructor(objects: ObjectStore, book: Book) {
    this.#objects = objects;
    this.#book = book;
  }

  get place(): string {
    return this.#objects.place;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#count(this.#objects.put(key, bytes));
    this.#book.archiveWritten.at().add(bytes.byteLength);
  }

  async putFrom(key: string, source: ObjectSource): Promise<void> {
    await this.#count(this.#objects.putFrom(key, source));
    this.#book.archiveWritten.at().add(source.bytes);
  }

  async read(key: string, part?: ObjectPart): Promise<Buffer | undefined> {
    const startedAt = performance.now();
    const bytes = await this.#count(this.#objects.read(key, part));
    this.#book.archiveReadDuration.at().recordMs(performance.now() - startedAt);
    return bytes;
  }

  async *list(prefix: string): AsyncIterable<ObjectInfo> {
    try {
      yield* this.#objects.list(prefix);
    } catch (error) {
      throw this.#note(error);
    }
  }

  delete(key: string): Promise<void> {
    return this.#count(this.#objects.delete(key));
  }

  tidy(): Promise<number> {
    return this.#count(this.#objects.tidy());
  }

  close(): void {
    this.#objects.close();
  }

  #count<T>(call: Promise<T>): Promise<T> {
    return call.catch((error: unknown) => {
      throw this.#note(error);
    });
  }

  #note(error: unknown): unknown {
    this.#book.archiveErrors.at(isObjectError(error) ? error.code : 'UNKNOWN').add();
    return error;
  }
}
