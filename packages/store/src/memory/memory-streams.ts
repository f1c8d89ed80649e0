import type { RenewedStream, UnknownStream } from '../event-store.ts';
import { MemoryStream } from './memory-stream.ts';

/** The streams of all tenants, which the stores of events and of groups share. */
export class MemoryStreams {
  readonly #tenants = new Map<string, Map<string, MemoryStream>>();
  readonly #now: () => number;
  #incarnations = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  of(tenant: string): readonly MemoryStream[] {
    return [...(this.#tenants.get(tenant)?.values() ?? [])];
  }

  find(tenant: string, stream: string): MemoryStream | undefined {
    return this.#tenants.get(tenant)?.get(stream);
  }

  /** Finds this incarnation of a stream; any, if it is undefined. */
  findIncarnation(
    tenant: string,
    stream: string,
    incarnation: number | undefined,
  ): MemoryStream | UnknownStream | RenewedStream {
    const found = this.find(tenant, stream);
    if (found === undefined) return { result: 'unknown' };
    if (incarnation === undefined || incarnation === found.incarnation) return found;
    return { result: 'renewed', incarnation: found.incarnation };
  }

  create(tenant: string, stream: string): MemoryStream {
    this.#incarnations = Math.max(this.#incarnations + 1, this.#now());
    const created = new MemoryStream(stream, this.#incarnations);
    const streams = this.#tenants.get(tenant) ?? new Map<string, MemoryStream>();
    this.#tenants.set(tenant, streams.set(stream, created));
    return created;
  }

  delete(tenant: string, stream: string): void {
    this.#tenants.get(tenant)?.delete(stream);
  }
}
