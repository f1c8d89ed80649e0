import {
  type DeadLetter,
  type FleetStore,
  type StoredDeadLetter,
  WANTED_AGENTS_MAX,
  type WorkerRecord,
} from '../fleet-store.ts';

/** The fleet store in memory. */
export class MemoryFleetStore implements FleetStore {
  readonly #now: () => number;
  readonly #workers = new Map<string, WorkerRecord>();
  readonly #agents = new Set<string>();
  /** In the order in which they were last recorded. */
  readonly #wanted = new Set<string>();
  readonly #leases = new Map<string, { holder: string; until: number }>();
  #letters: readonly StoredDeadLetter[] = [];
  #lettersAdded = 0;
  #epoch: number | undefined;
  #secret: string | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  async registerWorker(worker: WorkerRecord): Promise<void> {
    this.#workers.set(worker.id, { ...worker, seenAt: this.#now() });
    for (const agent of worker.agents) this.#agents.add(agent);
  }

  async removeWorker(id: string): Promise<void> {
    this.#workers.delete(id);
  }

  async listWorkers(withinMs: number): Promise<readonly WorkerRecord[]> {
    const since = this.#now() - withinMs;
    return [...this.#workers.values()].filter((worker) => worker.seenAt >= since);
  }

  async listAgents(): Promise<readonly string[]> {
    return [...this.#agents].sort();
  }

  async noteAgents(agents: readonly string[]): Promise<void> {
    for (const agent of agents) {
      this.#wanted.delete(agent);
      this.#wanted.add(agent);
    }
    for (const oldest of this.#wanted) {
      if (this.#wanted.size <= WANTED_AGENTS_MAX) break;
      this.#wanted.delete(oldest);
    }
  }

  async listQueuedAgents(): Promise<readonly string[]> {
    return [...new Set([...this.#agents, ...this.#wanted])].sort();
  }

  async loadEpoch(): Promise<number> {
    this.#epoch ??= this.#now();
    return this.#epoch;
  }

  async moveEpoch(expected: number, epoch: number): Promise<boolean> {
    if (this.#epoch !== expected) return false;
    this.#epoch = epoch;
    return true;
  }

  async loadSecret(): Promise<string> {
    this.#secret ??= Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex');
    return this.#secret;
  }

  async acquireLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    const held = this.#leases.get(name);
    if (held !== undefined && held.holder !== holder && held.until > this.#now()) return false;
    this.#leases.set(name, { holder, until: this.#now() + ttlMs });
    return true;
  }

  async addDeadLetter(letter: DeadLetter): Promise<void> {
    const id = String(++this.#lettersAdded);
    this.#letters = [{ ...letter, id, at: this.#now() }, ...this.#letters];
  }

  async listDeadLetters(limit: number, before?: string): Promise<readonly StoredDeadLetter[]> {
    const older = this.#letters.filter(({ id }) => before === undefined || Number(id) < Number(before));
    return older.slice(0, limit);
  }

  async loadDeadLetter(id: string): Promise<StoredDeadLetter | undefined> {
    return this.#letters.find((letter) => letter.id === id);
  }

  async removeDeadLetter(id: string): Promise<boolean> {
    const count = this.#letters.length;
    this.#letters = this.#letters.filter((letter) => letter.id !== id);
    return this.#letters.length < count;
  }
}
