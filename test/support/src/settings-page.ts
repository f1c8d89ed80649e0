import { readFileSync } from 'node:fs';

const PAGE = new URL('../../../docs/reference/configuration.md', import.meta.url);
const ROW = /^\| `(\w+)` \| (.+?) \| .+ \|$/gm;

/** A setting as its schema has it. */
interface Setting {
  safeParse(text: unknown): { readonly success: boolean; readonly data?: unknown };
}

/**
 * Compares the defaults of a service with docs/reference/configuration.md: each setting has a row, in the section of every service or
 * in that of this one, whose default is read as the default is; one that is unset by itself says `none`.
 *
 * @returns what is wrong, a line each
 */
export function compareSettings(
  section: string,
  settings: Readonly<Record<string, Setting>>,
): readonly string[] {
  const own = readRows(section);
  const rows = new Map([...readRows('Every service'), ...own]);
  const wrong = Object.entries(settings).flatMap(([name, setting]) => {
    const told = rows.get(name);
    if (told === undefined) return [`${name} has no row`];
    return isSame(told, setting) ? [] : [`${name} has another default than ${told}`];
  });
  return [
    ...wrong,
    ...[...own.keys()].filter((name) => !(name in settings)).map((name) => `${name} is no setting`),
  ];
}

function readRows(section: string): ReadonlyMap<string, string> {
  const text = readFileSync(PAGE, 'utf8').split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  return new Map([...text.matchAll(ROW)].map(([, name = '', told = '']) => [name, told.replaceAll('`', '')]));
}

function isSame(told: string, setting: Setting): boolean {
  const { data } = setting.safeParse(undefined);
  if (/^none\b/.test(told)) return isEmpty(data);
  const read = setting.safeParse(told);
  return read.success && !isEmpty(data) && JSON.stringify(read.data) === JSON.stringify(data);
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined || value === '';
  return Object.values(value).every(isEmpty);
}
