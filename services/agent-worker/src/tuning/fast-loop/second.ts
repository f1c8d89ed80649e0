/** What a worker saw of one agent in a second. */
export interface Second {
  /** Milliseconds, by a clock that is never set. */
  readonly now: number;
  /** How many attempts may run at a time, as it was told; its own limit if nobody told it. */
  readonly published: number;
  /** Its own limit. */
  readonly own: number;
  readonly isPublished: boolean;
  /** The limit that was in force. */
  readonly limit: number;
  /** The most attempts that ran at a time. */
  readonly inflight: number;
  /** Attempts that succeeded, and the sum of the logarithms of their milliseconds. */
  readonly succeeded: number;
  readonly sumLnMs: number;
  /** Attempts that ended, without those that were cancelled. */
  readonly ended: number;
  /** Those that the service refused because they were too many, and the longest wait that it asked for. */
  readonly refused: number;
  readonly retryAfterMs: number;
  /** Whether all attempts call one service. */
  readonly callsOneService: boolean;
  /** Of the event loop's time, of the CPUs that the process may use, and of the memory that it may have. */
  readonly loopShare: number;
  readonly cpuShare: number;
  readonly memoryShare: number;
}
