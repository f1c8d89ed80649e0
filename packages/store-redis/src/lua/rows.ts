import { isFinal, MOVES, type Move } from '@ag06/protocol';

/** The columns of a row, in the order in which the interpreter takes them; the last is a list itself, of what few rows have. */
const COLUMNS = ['from', 'to', 'isFinal', 'holder', 'source', 'due', 'tells', 'event', 'rare'] as const;
const RARE = ['attempt', 'dispatch', 'lost', 'by', 'eventOf'] as const;

/** The table of moves as the library reads it: lists, for Lua takes those apart faster than it finds names. */
export const ROWS = /* lua */ `
-- ${COLUMNS.join(', ')}: ${RARE.join(', ')}
local MOVES = {
${Object.entries<Move>(MOVES)
  .map(([name, row]) => `  ${name} = ${toList(COLUMNS.map((column) => toLua(row, column)))},`)
  .join('\n')}
}
`;

type Column = (typeof COLUMNS)[number] | (typeof RARE)[number];

/** False: it is not there, or stays as it is. */
function toLua(row: Move, column: Column): string {
  switch (column) {
    case 'from':
      return toList(row.from.map(toOrigin));
    case 'isFinal':
      return String(row.to !== 'same' && isFinal(row.to));
    case 'rare':
      return RARE.some((name) => row[name] !== undefined)
        ? toList(RARE.map((name) => toLua(row, name)))
        : 'false';
    default: {
      const value = row[column];
      return value === undefined || value === 'same' || value === 'kept' ? 'false' : `'${value}'`;
    }
  }
}

/** A status, or the kind of a reason for which a unit is parked. */
function toOrigin(origin: string): string {
  return `${/\((.*)\)/.exec(origin)?.[1] ?? origin} = true`;
}

function toList(items: readonly string[]): string {
  return `{ ${items.join(', ')} }`;
}
