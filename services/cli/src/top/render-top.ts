import type { RunExplanationView } from '@ag06/client';
import { printable } from '../printable.ts';
import { renderTable, type TableOptions } from '../table.ts';
import { cutText, padText, textWidth, wrapWords } from '../text-width.ts';
import { describeFleet } from './fleet-lines.ts';
import { type FleetTable, toTable } from './fleet-tables.ts';
import { placeTables } from './place-tables.ts';
import { layLine, paint, paintLine } from './render-lines.ts';
import type { Snapshot } from './snapshot.ts';
import type { Rates } from './throughput.ts';
import { findMarked, INITIAL_STATE, SORTS, TABLES, type TableName, type TopState } from './top-state.ts';

/** Everything that a picture shows. */
export interface TopView {
  readonly state: TopState;
  readonly snapshot: Snapshot;
  readonly rates: Rates | undefined;
  /** Where the dispatcher is, as it was given. */
  readonly url: string;
  readonly everyMs: number;
  /** Since when nobody answers; absent: a dispatcher does. */
  readonly awaySince?: string;
  /** Of the run that is explained; absent while it is loaded. A text says why it cannot be. */
  readonly explanation?: RunExplanationView | string;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const GUTTER = 2;
/** Lines of reasons of health, so that tables keep room. */
const REASONS_MAX = 3;

/** Returns the picture: at most as many lines as the terminal has rows, each at most as wide as it. */
export function renderTop(view: TopView, size: Size, isColoured: boolean): readonly string[] {
  const { state, snapshot } = view;
  const head = titleLine(view, size.columns, isColoured);
  const foot = paintFoot(footLine(state, size.columns), isColoured);
  if (state.panel.kind !== 'none') {
    const lines =
      state.panel.kind === 'help' ? HELP_LINES : explainLines(state.panel.runId, view.explanation);
    const fitted = lines.flatMap((line) => wrapWords(line, size.columns, '    '));
    return [head, '', ...fitted.slice(0, Math.max(0, size.rows - 3)), foot].slice(0, size.rows);
  }
  const above = fleetLines(snapshot, view.rates, size.columns).map((line) => paintLine(line, isColoured));
  const room = size.rows - above.length - 2;
  const tables = renderTables(view, { columns: size.columns, rows: room }, isColoured);
  return [head, ...above, ...tables, foot].slice(0, size.rows);
}

/** Returns a snapshot as text without a picture's bounds: all reasons, and all rows of all tables. */
export function renderWhole(snapshot: Snapshot, tables: TableOptions): string {
  const { columns = Number.POSITIVE_INFINITY, isColoured = false } = tables;
  const above = fleetLines(snapshot, snapshot.counters?.lastMinute, columns, Number.POSITIVE_INFINITY);
  const parts = TABLES.map((name) => {
    const { headings, rows, spare, count } = toTable(name, snapshot, INITIAL_STATE.sorts, nowOf(snapshot));
    const text = renderTable(
      headings,
      rows.map(({ cells }) => cells),
      { ...tables, spare },
    );
    return count.endsWith('+') ? `${text}\n… and more: ag06 runs list --status running` : text;
  });
  return [above.map((line) => paintLine(line, isColoured)).join('\n'), ...parts].join('\n\n');
}

/** The fleet's clock: ages do not depend on the one of this machine. */
export const nowOf = ({ health }: Snapshot): number => Date.parse(health.at);

function titleLine(view: TopView, columns: number, isColoured: boolean): string {
  const { url, everyMs, snapshot, state, awaySince } = view;
  const now =
    awaySince === undefined
      ? `${snapshot.health.at.slice(11, 19)} UTC · ${state.isPaused ? 'PAUSED: p goes on' : `every ${everyMs / 1_000} s`}`
      : `NO DISPATCHER ANSWERS since ${awaySince}, trying again`;
  const room = Math.max(0, columns - textWidth(now) - textWidth('ag06 top  · '));
  const text = padText(cutText(`ag06 top ${now} · ${cutText(printable(url), room)}`, columns), columns);
  return isColoured ? paint('inverse', text) : text.trimEnd();
}

function fleetLines(
  snapshot: Snapshot,
  rates: Rates | undefined,
  columns: number,
  reasonsMax = REASONS_MAX,
): readonly string[] {
  let reasons = 0;
  return describeFleet(snapshot, rates)
    .filter(({ label }) => label !== '' || reasons++ < reasonsMax)
    .flatMap((line) => layLine(line, columns));
}

function renderTables({ state, snapshot }: TopView, { columns, rows }: Size, isColoured: boolean): string[] {
  const tables = TABLES.map((name) => toTable(name, snapshot, state.sorts, nowOf(snapshot)));
  const places = placeTables(
    rows,
    tables.map((table) => table.rows.length),
    TABLES.indexOf(state.focus),
  );
  return TABLES.flatMap((name, i) => {
    const [table, place] = [tables[i], places[i]];
    if (table === undefined || place === undefined) return [];
    return renderPart(name, table, place, state, columns, isColoured);
  });
}

/** The page of a table in which the marked row is. */
function renderPart(
  name: TableName,
  table: FleetTable,
  place: number,
  state: TopState,
  columns: number,
  isColoured: boolean,
): readonly string[] {
  const hasFocus = state.focus === name;
  const ids = table.rows.map(({ id }) => id);
  const at = findMarked(state.marked[name], ids);
  const start = place === 0 ? 0 : Math.floor(at / place) * place;
  const shown = table.rows.slice(start, start + place);
  const [title = '', ...headings] = table.headings;
  const range = `${start + 1}-${start + shown.length} of ${table.count}`;
  const counts = shown.length === table.rows.length ? table.count : range;
  const text = renderTable(
    [`${title} ${counts}`, ...headings],
    shown.map(({ cells }) => cells),
    { columns: columns - GUTTER, isColoured, spare: table.spare },
  );
  const lines = text.split('\n').slice(0, place + 1);
  return lines.map((line, i) => {
    if (i === 0) return `${hasFocus ? '▸ ' : '  '}${isColoured ? paint('bold', line) : line}`;
    return `${hasFocus && start + i - 1 === at ? '> ' : '  '}${line}`;
  });
}

function footLine({ focus, sorts, panel }: TopState, columns: number): string {
  if (panel.kind !== 'none') return cutText('q or Enter goes back', columns);
  const by = SORTS[focus][sorts[focus]] ?? '';
  const keys = [
    'q quit',
    '? help',
    'p pause',
    `s sort: ${by}`,
    'Tab table',
    '↑↓ move',
    ...(focus === 'runs' ? ['Enter explain'] : []),
  ];
  return cutText(keys.join(' · '), columns);
}

const paintFoot = (line: string, isColoured: boolean): string => (isColoured ? paint('dim', line) : line);

function explainLines(
  runId: string,
  explanation: RunExplanationView | string | undefined,
): readonly string[] {
  if (explanation === undefined) return [`${runId}: asking why it does not move …`];
  if (typeof explanation === 'string') return [`${runId}: ${printable(explanation)}`];
  const actions = new Map(explanation.reasons.map(({ sentence, action }) => [sentence, action]));
  return [
    `${runId} is ${explanation.status}`,
    '',
    ...explanation.sentences.flatMap((sentence) => {
      const action = actions.get(sentence);
      return [printable(sentence), ...(action === undefined ? [] : [`  → ${printable(action)}`])];
    }),
  ];
}

const HELP_LINES: readonly string[] = [
  'q, Ctrl-C      ends it',
  'p              stops asking, and goes on',
  's              sorts the table at ▸ by its next column',
  'Tab            goes to the next table, which gets the most room',
  '↑ ↓ PgUp PgDn  marks a row; Home, End: the first, the last',
  'Enter          of a run: why it does not move, and what would end it',
  '?              this',
  '',
  'health   the score of the fleet and of the parts that are below 100, with their reasons',
  'does     runs created, and steps and attempts that ended, in a second',
  'slots    attempts that run, of those that may, in all workers (the fullest agent of each)',
  'person   approvals, dead letters, and runs that failed: see ag06 approvals, ag06 dead-letters',
  'workers  settings: versions that are in force; own: what each worker does by itself',
];
