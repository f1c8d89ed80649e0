import { RUN_STATUSES, TERMINAL_RUN_STATUSES } from '@ag06/contracts';
import {
  ADMITTING,
  FINAL_STATUSES,
  isFinal,
  MOVES,
  type Move,
  PARK_KINDS,
  PARKINGS,
  type ParkKind,
  UNIT_STATUSES,
} from '@ag06/protocol';

/** The words of a unit's state. Version 1 of the schema has those that the API shows for a parked one. */
export const UNIT_WORDS = [
  ...UNIT_STATUSES.filter((status) => status !== 'pending'),
  ...(['retrying', 'blocked', 'waiting'] as const),
];

/** The columns of a row in the order in which `move.ts` reads them. The last is a list of the rare ones. */
const COLUMNS = ['from', 'to', 'isFinal', 'holder', 'source', 'due', 'tells', 'event', 'rare'] as const;
const RARE = ['attempt', 'dispatch', 'lost', 'by', 'eventOf', 'iteration'] as const;

/**
 * Renders the protocol's data for the library: statuses and the table of moves. Its rows are lists, because Lua reads
 * those faster than fields by name.
 */
export const ROWS = /* lua */ `
-- Statuses in which a run is over, and in which units may begin. Statuses in which a unit is over.
local TERMINAL = ${toSet(TERMINAL_RUN_STATUSES)}
local ADMITS = ${toSet([...ADMITTING])}
local FINAL = ${toSet(FINAL_STATUSES)}
-- By the kind of the reason for which a unit is parked: the status that the API shows, and whether the unit is listed.
local SHOWN = ${toTable((kind) => `'${PARKINGS[kind].shown}'`)}
local LISTED = ${toTable((kind) => String(PARKINGS[kind].isListed))}
-- The words of records; unit: also those of version 1 of the schema.
local record = { run = ${toSet(RUN_STATUSES)}, unit = ${toSet(UNIT_WORDS)} }

-- ${COLUMNS.join(', ')}: ${RARE.join(', ')}
local MOVES = {
${Object.entries<Move>(MOVES)
  .map(([name, row]) => `  ${name} = ${toList(COLUMNS.map((column) => toLua(row, column)))},`)
  .join('\n')}
}
`;

type Column = (typeof COLUMNS)[number] | (typeof RARE)[number];

/** `false` for a field that is absent or does not change. */
function toLua(row: Move, column: Column): string {
  switch (column) {
    case 'from':
      return toSet(row.from.map(toOrigin));
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

function toTable(read: (kind: ParkKind) => string): string {
  return toList(PARK_KINDS.map((kind) => `${kind} = ${read(kind)}`));
}

/** Renders an origin: a status, or the kind of a reason for which a unit is parked. */
function toOrigin(origin: string): string {
  return /\((.*)\)/.exec(origin)?.[1] ?? origin;
}

function toSet(words: readonly string[]): string {
  return toList(words.map((word) => `${word} = true`));
}

function toList(items: readonly string[]): string {
  return `{ ${items.join(', ')} }`;
}
