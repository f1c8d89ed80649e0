/** How one call behaves; the client's own settings stand behind each. */
export interface CallOptions {
  /** Ends the call with the signal's reason: before it is sent, while it waits, and between two tries. */
  readonly signal?: AbortSignal | undefined;
  /** A try without an answer within this many milliseconds counts as failed. */
  readonly timeoutMs?: number | undefined;
  /** How long after its first failure a call is repeated, in milliseconds; 0 for a single try. */
  readonly retryForMs?: number | undefined;
  /** Called once when nobody answers and the call is repeated, and once when somebody answers again. */
  readonly onAway?: (() => void) | undefined;
  readonly onBack?: (() => void) | undefined;
}

/** Of a call that people make to steer runs or the fleet. */
export interface SteeringOptions extends CallOptions {
  /** Who asks for it, as logs and lists say it; 1 to 128 printable ASCII characters. */
  readonly by?: string | undefined;
}

export const toActorHeader = (by: string | undefined): Readonly<Record<string, string>> =>
  by === undefined ? {} : { 'x-actor': by };
