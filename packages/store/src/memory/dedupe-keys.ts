interface Entry {
  readonly runId: string;
  readonly body: string;
  readonly until: number;
}

/** The keys of submissions, each with the run that it started. */
export class DedupeKeys {
  readonly #entries = new Map<string, Entry>();

  /** Undefined for a new or expired key. */
  find(tenant: string, key: string, now: number): Entry | undefined {
    const entry = this.#entries.get(JSON.stringify([tenant, key]));
    return entry !== undefined && entry.until > now ? entry : undefined;
  }

  keep(tenant: string, key: string, entry: Entry): void {
    this.#entries.set(JSON.stringify([tenant, key]), entry);
  }
}
