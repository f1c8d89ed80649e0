/** Events that a consumer holds: the positions and the incarnation of their deliveries. */
export interface HeldEvents {
  readonly consumer: string;
  readonly positions: readonly number[];
  readonly incarnation: number;
}

/** What a consumer asks for. */
export interface GroupReading {
  /** A name that no other consumer of the group has at the same time. */
  readonly consumer: string;
  /** At most 500; default 10. */
  readonly limit?: number | undefined;
  /** How long the events are this consumer's, in milliseconds; default 30,000. */
  readonly leaseMs?: number | undefined;
  /** How long the fleet waits for an event if there is none, in milliseconds; at most 30,000. */
  readonly waitMs?: number | undefined;
  /** An event that was delivered so often becomes a dead letter; default 5. */
  readonly maxDeliveries?: number | undefined;
  /** Where a new group begins. */
  readonly start?: 'first' | 'last' | undefined;
  /** Refuses another stream of the same name. */
  readonly incarnation?: number | undefined;
}
