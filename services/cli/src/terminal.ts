type Environment = Readonly<Record<string, string | undefined>>;

/** The properties of the terminal that the text goes to. */
export interface Terminal {
  readonly isTerminal: boolean;
  /** Whether what was drawn can be drawn over: not on `TERM=dumb`. */
  readonly canRedraw: boolean;
  /** Characters in a line; undefined where a line may be of any length. */
  readonly columns: number | undefined;
  readonly isColoured: boolean;
}

/**
 * Colours by https://no-color.org and https://force-color.org: `FORCE_COLOR` counts more than `NO_COLOR`, and that more
 * than the kind of the stream. `COLUMNS` sets the width where a stream does not know it.
 */
export function readTerminal(env: Environment, stream: { isTTY?: boolean; columns?: number }): Terminal {
  const isTerminal = stream.isTTY === true;
  const columns = stream.columns ?? (Number(env.COLUMNS) || undefined);
  const canRedraw = isTerminal && env.TERM !== 'dumb';
  return { isTerminal, canRedraw, columns, isColoured: readColour(env) ?? canRedraw };
}

function readColour({ FORCE_COLOR: forced, NO_COLOR: none }: Environment): boolean | undefined {
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return none !== undefined && none !== '' ? false : undefined;
}
