import type { Json } from '@ag06/contracts';

/** Appends events to one general stream. */
export interface StreamWriter {
  readonly name: string;
  /**
   * Appends an event with the run's correlation id, and resolves once it is stored. The step waits for it, awaited or
   * not, and completes only if it is stored; while the store is away it is repeated.
   *
   * Without an `id` the event gets one that each attempt of the step gives to its n-th event of this type: what a
   * failed attempt has appended stays, and is not appended again.
   *
   * @param type 1 to 128 of letters, digits, `.`, `_`, `:` and `-`
   * @param data JSON of at most AG06_EVENT_MAX bytes
   * @throws NonRetryable EVENT_INVALID, EVENT_TOO_LARGE, APPENDS_TOO_MANY or APPEND_TOO_LATE, at once
   */
  append(type: string, data?: unknown, options?: AppendOptions): Promise<AppendedEvent>;
}

export interface AppendOptions {
  /** Appends of one id to one stream are one event: 1 to 128 printable ASCII characters. */
  readonly id?: string | undefined;
}

export interface AppendedEvent {
  /** 1, 2, 3 … in its stream. */
  readonly position: number;
  /** RFC 3339, by the store's clock. */
  readonly at: string;
  /** It was there already. */
  readonly duplicate: boolean;
}

/** An event as a handler appends it. */
export interface HandlerEvent {
  readonly type: string;
  readonly data: Json;
  /** The data as the JSON text that is stored. */
  readonly dataText: string;
  readonly id: string;
}
