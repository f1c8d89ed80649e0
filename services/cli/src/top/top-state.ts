/** The tables of the picture, in its order. */
export const TABLES = ['agents', 'workers', 'runs'] as const;
export type TableName = (typeof TABLES)[number];

/** By what each table can be sorted, the first one first. */
export const SORTS = {
  agents: ['waiting', 'oldest', 'running', 'name'],
  workers: ['slots', 'status', 'name'],
  runs: ['newest', 'oldest', 'workflow'],
} as const satisfies Readonly<Record<TableName, readonly string[]>>;

/** The row that is marked: the same one after a refresh, or the one at its place if it is gone. */
interface Marked {
  readonly id: string | undefined;
  readonly index: number;
}

/** What a person has chosen by keys. */
export interface TopState {
  readonly focus: TableName;
  /** An index of `SORTS`. */
  readonly sorts: Readonly<Record<TableName, number>>;
  readonly marked: Readonly<Record<TableName, Marked>>;
  readonly isPaused: boolean;
  /** What lies over the tables. */
  readonly panel:
    | { readonly kind: 'none' }
    | { readonly kind: 'help' }
    | { readonly kind: 'explain'; readonly runId: string };
}

const AT_FIRST: Marked = { id: undefined, index: 0 };

export const INITIAL_STATE: TopState = {
  focus: 'runs',
  sorts: { agents: 0, workers: 0, runs: 0 },
  marked: { agents: AT_FIRST, workers: AT_FIRST, runs: AT_FIRST },
  isPaused: false,
  panel: { kind: 'none' },
};

/** What a key asks for: another picture, the end, or to be put aside by the shell. */
type KeyResult =
  | { readonly kind: 'state'; readonly state: TopState }
  | { readonly kind: 'quit' }
  | { readonly kind: 'suspend' };

/** Rows that a page key moves by. */
const PAGE = 10;
const MOVES: ReadonlyMap<string, number> = new Map([
  ['up', -1],
  ['k', -1],
  ['down', 1],
  ['j', 1],
  ['pageup', -PAGE],
  ['pagedown', PAGE],
  ['home', Number.NEGATIVE_INFINITY],
  ['end', Number.POSITIVE_INFINITY],
]);

/** Decides what a key does. `ids` are those of the rows of the table that has the focus, in their order. */
export function pressKey(state: TopState, key: string, ids: readonly string[]): KeyResult {
  if (key === 'ctrl+c') return { kind: 'quit' };
  if (key === 'ctrl+z') return { kind: 'suspend' };
  if (state.panel.kind !== 'none') return pressInPanel(state, key);
  const move = MOVES.get(key);
  if (move !== undefined) return toState(mark(state, move, ids));
  switch (key) {
    case 'q':
      return { kind: 'quit' };
    case 'p':
      return toState({ ...state, isPaused: !state.isPaused });
    case 's':
      return toState(sortNext(state));
    case 'tab':
      return toState({
        ...state,
        focus: TABLES[(TABLES.indexOf(state.focus) + 1) % TABLES.length] ?? 'runs',
      });
    case '?':
    case 'h':
      return toState({ ...state, panel: { kind: 'help' } });
    case 'return':
    case 'enter':
      return toState(explainMarked(state, ids));
    default:
      return toState(state);
  }
}

const toState = (state: TopState): KeyResult => ({ kind: 'state', state });

function pressInPanel(state: TopState, key: string): KeyResult {
  const isClosing = ['q', 'escape', 'return', 'enter', 'backspace', '?', 'h'].includes(key);
  return toState(isClosing ? { ...state, panel: { kind: 'none' } } : state);
}

function mark(state: TopState, move: number, ids: readonly string[]): TopState {
  const from = findMarked(state.marked[state.focus], ids);
  const index = Math.max(0, Math.min(ids.length - 1, from + move));
  return { ...state, marked: { ...state.marked, [state.focus]: { id: ids[index], index } } };
}

/** Returns the place of the marked row. */
export function findMarked({ id, index }: Marked, ids: readonly string[]): number {
  const found = id === undefined ? -1 : ids.indexOf(id);
  return found >= 0 ? found : Math.max(0, Math.min(index, ids.length - 1));
}

function sortNext(state: TopState): TopState {
  const { focus, sorts } = state;
  const next = (sorts[focus] + 1) % SORTS[focus].length;
  return { ...state, sorts: { ...sorts, [focus]: next }, marked: { ...state.marked, [focus]: AT_FIRST } };
}

/** Of an agent or a worker nothing is explained. */
function explainMarked(state: TopState, ids: readonly string[]): TopState {
  const runId = state.focus === 'runs' ? ids[findMarked(state.marked.runs, ids)] : undefined;
  return runId === undefined ? state : { ...state, panel: { kind: 'explain', runId } };
}
