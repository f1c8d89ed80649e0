import type { WorkerRecord } from '@ag06/contracts';

/** The facts that a dispatcher has about its fleet. Ages and durations are in milliseconds, shares from 0 to 1. */
export interface HealthFacts {
  readonly store: StoreFacts;
  readonly broker: BrokerFacts;
  readonly queues: QueuesFacts;
  readonly workers: WorkersFacts;
  readonly breakers: BreakersFacts;
  readonly optimizer: OptimizerFacts;
  readonly archive: ArchiveFacts;
  readonly api: ApiFacts;
}

export interface StoreFacts {
  /** Since a small write was answered, also with a refusal. */
  readonly ageMs: number;
  /** Of the small writes of the last time; undefined before the first. */
  readonly roundTrip: { readonly p50Ms: number; readonly p99Ms: number } | undefined;
  readonly failedShare: number;
  /** Whether the last small write was refused for want of memory. */
  readonly isFull: boolean;
  /** The limit that is nearer: of the server, or AG06_STORE_MEMORY. Undefined if there is none. */
  readonly memory: { readonly usedBytes: number; readonly maxBytes: number } | undefined;
  /** The policy by which keys may be evicted, if they may be. */
  readonly evictionPolicy: string | undefined;
  /** Why the last write to the server's files failed, if it did. */
  readonly saveFailure: string | undefined;
  /** Why nothing is deleted or archived by its age: the store's clock is ahead, of this host or of what it was before. */
  readonly clock?: { readonly of: 'host' | 'before'; readonly aheadMs: number };
  /** What waits in the fallbacks of workers by their last heartbeats; absent if nothing does. */
  readonly fallback?: {
    readonly workers: number;
    readonly results: number;
    /** Of the fallback that is fullest. */
    readonly share: number;
    readonly oldestMs: number;
  };
  /** Streams of events; absent if nobody looked. */
  readonly streams?: {
    /** Of the last minute, by this dispatcher. */
    readonly appends: { readonly count: number; readonly p99Ms: number };
    /** Those that lag most. */
    readonly groups: readonly GroupFacts[];
    /** From when on an event waits too long for a group; undefined: as the rule says. */
    readonly lateMs?: number | undefined;
  };
}

/** A group of consumers of a stream. */
export interface GroupFacts {
  readonly stream: string;
  readonly group: string;
  /** Events that are not settled. */
  readonly lag: number;
  readonly deadLetters: number;
  /** The age of the oldest event that is not settled. */
  readonly oldestMs: number;
}

export interface BrokerFacts {
  /** Since a look at the queues was answered. */
  readonly ageMs: number;
  readonly sinceRecoveryMs: number;
  /** Within the last minute. */
  readonly reconnects: number;
}

export interface QueuesFacts {
  readonly ageMs: number;
  readonly queues: readonly QueueFacts[];
  /** Within the last minute. */
  readonly deadLetters: number;
}

export interface QueueFacts {
  readonly agent: string;
  readonly waiting: number;
  readonly active: number;
  /** For how long the next one waits. */
  readonly headAgeMs: number;
  /** For how long no waiting job was taken, and none was in hand. */
  readonly unmovedMs: number;
  /** Live workers that serve it. */
  readonly workers: number;
  /** For how long work waits here and nobody serves it. */
  readonly unservedMs: number;
  /**
   * A setting made in BullMQ itself that keeps workers from the queue, and for how long work has waited because of it.
   */
  readonly heldBack?: { readonly by: 'paused' | 'concurrency' | 'rate'; readonly forMs: number };
  /** Where nobody serves it: an agent that is served, and whose name is much alike. */
  readonly didYouMean?: string;
}

export type UnservedFacts = Pick<QueueFacts, 'agent' | 'unservedMs' | 'didYouMean'>;

export interface WorkersFacts {
  readonly ageMs: number;
  readonly workers: readonly WorkerFacts[];
  /** Agents whose work waits for a worker that serves them, and for how long. */
  readonly unserved: readonly UnservedFacts[];
  /** Whether anything waits on a queue. */
  readonly hasWaitingWork: boolean;
}

export interface WorkerFacts {
  readonly id: string;
  /** Since its record changed. */
  readonly silentMs: number;
  readonly isLive: boolean;
  /** Of its fullest agent. */
  readonly slots: { readonly used: number; readonly limit: number } | undefined;
  /** Of its event loop, p99. */
  readonly lagMs: number | undefined;
  /** How far the clock of its host is ahead of the store's. */
  readonly clockAheadMs?: number | undefined;
  /** Finished results that the store has not taken for a while. */
  readonly waiting?: WorkerRecord['waiting'] | undefined;
  /** Since when its event loop does not turn at all, and whose handlers run. */
  readonly blocked?: { readonly forMs: number; readonly agents: readonly string[] } | undefined;
}

export interface BreakersFacts {
  readonly ageMs: number;
  readonly breakers: readonly BreakerFacts[];
  /**
   * The steps that breakers hold back, and their share of all steps that wait or are in hand; absent if there are none.
   */
  readonly blocked?: { readonly steps: number; readonly share: number };
}

export interface BreakerFacts {
  readonly name: string;
  readonly state: 'closed' | 'half-open' | 'open' | 'off';
  /** Steps and lanes that wait for it. */
  readonly blocked?: number;
  /** The last failure, in words. */
  readonly lastError?: string;
}

export interface OptimizerFacts {
  readonly ageMs: number;
  readonly leads: boolean;
}

export interface ArchiveFacts {
  /** Of the last look that was answered. */
  readonly ageMs: number;
  /** `off`: the settings say that finished runs are deleted. `unset`: they are, because no setting says anything. */
  readonly setting: 'on' | 'off' | 'unset';
  /** Why nothing can be read there, or written, and since when. */
  readonly failure?: { readonly code: string; readonly message: string; readonly forMs: number };
  /** Finished runs that should be in the archive by now, counted up to a limit, and for how long the oldest is late. */
  readonly backlog: { readonly runs: number; readonly oldestMs: number };
  /** Finished runs that the store cannot read, and one of them. */
  readonly unreadable: { readonly runs: number; readonly example?: string };
  /** Segments that cannot be read, as far as somebody tried, and one of them. */
  readonly damaged: { readonly segments: number; readonly example?: string };
}

export interface ApiFacts {
  readonly duties: readonly DutyFacts[];
  /** Event loop, p99. */
  readonly lagMs: number;
  /** Of the last minute, without those that wait on purpose. */
  readonly requests: { readonly count: number; readonly failed: number; readonly p99Ms: number };
}

export interface DutyFacts {
  readonly name: string;
  /** How long it may take from one success to the next. */
  readonly everyMs: number;
  readonly sinceSuccessMs: number;
}
