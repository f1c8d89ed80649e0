/** An event of a feed as the text that is sent. */
export interface Line {
  readonly text: string;
}

/** Reads a feed for one reader. */
export interface LineReader<L extends Line> {
  /** The id of the last line, behind which another reader goes on. */
  readonly id: string;
  /** Returns the next lines. Waits up to `withinMs` if there are none, and then returns an empty list. */
  read(withinMs: number, signal: AbortSignal): Promise<readonly L[]>;
}
