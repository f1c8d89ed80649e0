import { MOVES, type Move } from '@ag06/protocol';

/** A column of `Move`, the field of the row that holds it, and its type. `to` is a word of SQL, as `from` is. */
const COLUMNS = [
  ['from', 'origins', 'text[]'],
  ['to', 'target', 'text'],
  ['attempt', 'attempt', 'text'],
  ['dispatch', 'dispatch', 'text'],
  ['lost', 'lost', 'text'],
  ['holder', 'holder', 'text'],
  ['source', 'source', 'text'],
  ['by', 'by_job', 'text'],
  ['due', 'due', 'text'],
  ['tells', 'tells', 'text'],
  ['event', 'event', 'text'],
  ['eventOf', 'event_of', 'text'],
] as const;

function toValue(value: string | readonly string[] | undefined): string {
  if (value === undefined) return 'NULL';
  return typeof value === 'string' ? `'${value}'` : `'{${value.join()}}'`;
}

const toRow = (move: Move): string => COLUMNS.map(([column]) => toValue(move[column])).join(', ');

const rows = Object.entries(MOVES).map(
  ([name, move]) => `    WHEN '${name}' THEN ROW(${toRow(move)})::ag06.move_row`,
);

/** The table of moves, as `ag06.move` reads it; null for a move that is not in it. */
export const ROWS = /* sql */ `
CREATE TYPE ag06.move_row AS (${COLUMNS.map(([, field, type]) => `${field} ${type}`).join(', ')});

CREATE FUNCTION ag06.row_of(name text) RETURNS ag06.move_row LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE name
${rows.join('\n')}
  END
$$;
`;
