import { MOVES, type Move } from '@ag06/protocol';

/** A column of `Move`, the field that holds it, and its type. `to` and `from` are reserved words of SQL. */
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
  ['iteration', 'iteration', 'text'],
] as const;

function toValue(value: string | readonly string[] | undefined): string {
  if (value === undefined) return 'NULL';
  return typeof value === 'string' ? `'${value}'` : `'{${value.join()}}'`;
}

const toRow = (move: Move): string => COLUMNS.map(([column]) => toValue(move[column])).join(', ');

const rows = Object.entries(MOVES).map(
  ([name, move]) => `    WHEN '${name}' THEN ROW(${toRow(move)})::ag06.move_row`,
);

/** The table of moves for `ag06.move`. The result is null for an unknown move. */
export const ROWS = /* sql */ `
CREATE TYPE ag06.move_row AS (${COLUMNS.map(([, field, type]) => `${field} ${type}`).join(', ')});

CREATE FUNCTION ag06.row_of(name text) RETURNS ag06.move_row LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE name
${rows.join('\n')}
  END
$$;
`;
