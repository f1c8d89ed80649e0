/** What can be looked for. */
type Kind =
  | 'run'
  | 'dead letter'
  | 'workflow'
  | 'agent'
  | 'schedule'
  | 'attribute'
  | 'correlation id'
  | 'tag';

/** A place that somebody may look for. */
export interface Suggestion {
  readonly kind: Kind;
  readonly text: string;
  readonly href: string;
}

/** Names that the fleet has. */
export interface Names {
  readonly workflow: readonly string[];
  readonly agent: readonly string[];
  readonly schedule: readonly string[];
}
export const NO_NAMES: Names = { workflow: [], agent: [], schedule: [] };

/** Marks of runs for which a list of runs can be asked. */
export type Mark = 'attribute' | 'correlation id' | 'tag';

/** An id of a run, as the fleet makes them. */
const RUN_ID = /^r[0-9a-z]{1,3}-[0-9a-z]{9}[0-9A-Za-z]{12}$/;
/** An id of a dead letter: when it was set aside, in milliseconds, and a number. */
const LETTER_ID = /^\d{12,}-\d+$/;
const ATTRIBUTE = /^([A-Za-z][\w.-]*)\s*=\s*(.+)$/;
const PATHS = { workflow: '/workflows/', agent: '/tuning/', schedule: '/schedules/' } as const;
const NAMED = ['workflow', 'agent', 'schedule'] as const;
/** The most names of a kind that are suggested. */
const OF_A_KIND = 4;

/**
 * Returns the places that a text may mean, the likeliest first: ids, then names with it, then marks that runs were found to have,
 * then marks that are not known yet. A mark that no run has is left out while something else is left.
 */
export function suggest(
  sought: string,
  names: Names,
  found: ReadonlyMap<Mark, boolean>,
): readonly Suggestion[] {
  const text = sought.trim();
  if (text === '') return [];
  const id = encodeURIComponent(text);
  if (RUN_ID.test(text)) return [{ kind: 'run', text, href: `/runs/${id}` }];
  const letters: Suggestion[] = LETTER_ID.test(text)
    ? [{ kind: 'dead letter', text, href: `/dead-letters?id=${id}` }]
    : [];
  const named = NAMED.flatMap((kind) =>
    matching(names[kind], text).map((name) => ({
      kind,
      text: name,
      href: `${PATHS[kind]}${encodeURIComponent(name)}`,
    })),
  );
  const marks = toMarks(text);
  const sure = [...letters, ...named, ...marks.filter(({ kind }) => found.get(kind) === true)];
  const rest = marks.filter(({ kind }) => found.get(kind) === undefined);
  return sure.length + rest.length > 0 ? [...sure, ...rest] : marks;
}

/** Returns the marks of runs that a text may be. */
export function toMarks(sought: string): readonly (Suggestion & { readonly kind: Mark })[] {
  const text = sought.trim();
  if (text === '') return [];
  const [, name, value] = ATTRIBUTE.exec(text) ?? [];
  return [
    ...(name !== undefined && value !== undefined
      ? [{ kind: 'attribute', text: `${name} = ${value}`, href: toRuns(`attr.${name}`, value) } as const]
      : []),
    { kind: 'correlation id', text, href: toRuns('correlationId', text) },
    { kind: 'tag', text, href: toRuns('tag', text) },
  ];
}

const toRuns = (name: string, value: string): string => `/runs?${new URLSearchParams([[name, value]])}`;

/** Names that begin with a text come before those that have it elsewhere. */
function matching(names: readonly string[], text: string): readonly string[] {
  const low = text.toLowerCase();
  const places = names.flatMap((name) => {
    const at = name.toLowerCase().indexOf(low);
    return at < 0 ? [] : [{ name, at }];
  });
  return places
    .sort((a, b) => Number(a.at > 0) - Number(b.at > 0) || a.name.localeCompare(b.name))
    .slice(0, OF_A_KIND)
    .map(({ name }) => name);
}
