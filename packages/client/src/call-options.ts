/** Settings of one call. The client's own settings are the defaults. */
export interface CallOptions {
  /** Aborts the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** A try without an answer within this many milliseconds counts as failed. */
  readonly timeoutMs?: number | undefined;
  /** For how many milliseconds after its first failure the call is repeated; 0 for a single try. */
  readonly retryForMs?: number | undefined;
  /** Sent with this call, such as `traceparent`; what the call itself needs wins. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Called once when no dispatcher answers and the call is repeated, and once more when one answers again. */
  readonly onAway?: (() => void) | undefined;
  readonly onBack?: (() => void) | undefined;
}

/** Settings of a call by which a person steers runs or the fleet. */
export interface SteeringOptions extends CallOptions {
  /** The person's name for logs and lists; 1 to 128 printable ASCII characters. Absent: nobody is named. */
  readonly by?: string | undefined;
}

export const toActorHeader = (by: string | undefined): Readonly<Record<string, string>> =>
  by === undefined ? {} : { 'x-actor': by };
