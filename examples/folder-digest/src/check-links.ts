import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { BrokenLink, Page } from './page.ts';

const TARGET_LENGTH_MAX = 200;
const MARKDOWN = /\.(?:md|markdown)$/i;
const SCHEME = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** The facts of the folder by which its links are checked. */
export interface LinkContext {
  readonly root: string;
  /** The anchors of each page that was read, by path; filled on the way. */
  readonly anchorsOf: Map<string, ReadonlySet<string> | undefined>;
  /** The anchors of a page that is only linked to; undefined if it cannot be read. */
  readAnchors(path: string): Promise<ReadonlySet<string> | undefined>;
  /** Filled on the way: whether a path below the root exists. */
  readonly exists: Map<string, boolean>;
}

export interface CheckedLinks {
  readonly counts: Page['links'];
  readonly broken: readonly BrokenLink[];
}

/**
 * Tells which relative links of a page lead nowhere. A link that leaves the folder, or an anchor in something that is
 * no readable Markdown page, is not checked. A target that is broken twice is listed once.
 */
export async function checkLinks(
  context: LinkContext,
  path: string,
  targets: readonly string[],
): Promise<CheckedLinks> {
  const relative = targets.filter((target) => !SCHEME.test(target));
  const broken: BrokenLink[] = [];
  for (const target of new Set(relative)) {
    const reason = await findFault(context, path, target);
    if (reason !== undefined) broken.push({ target: target.slice(0, TARGET_LENGTH_MAX), reason });
  }
  const counts = {
    total: targets.length,
    external: targets.length - relative.length,
    relative: relative.length,
    broken: broken.length,
  };
  return { counts, broken };
}

async function findFault(
  context: LinkContext,
  page: string,
  target: string,
): Promise<BrokenLink['reason'] | undefined> {
  const [address = '', ...fragments] = target.split('#');
  const file = toFile(page, address);
  if (file === undefined) return undefined;
  if (!(await exists(context, file))) return 'missing file';
  if (fragments.length === 0) return undefined;
  const anchors = await findAnchors(context, file);
  return anchors === undefined || hasAnchor(anchors, fragments.join('#')) ? undefined : 'missing anchor';
}

async function findAnchors(context: LinkContext, file: string): Promise<ReadonlySet<string> | undefined> {
  if (!context.anchorsOf.has(file) && MARKDOWN.test(file)) {
    context.anchorsOf.set(file, await context.readAnchors(file));
  }
  return context.anchorsOf.get(file);
}

/** Relative to the root; `/…` begins there, as on GitHub. Undefined when it leaves the folder. */
function toFile(page: string, address: string): string | undefined {
  const path = decode(address.split('?')[0] ?? '');
  if (path === '') return page;
  const joined = path.startsWith('/') ? `.${path}` : posix.join(posix.dirname(page), path);
  const file = posix.normalize(joined).replace(/\/+$/, '');
  return file === '..' || file.startsWith('../') ? undefined : file;
}

function hasAnchor(anchors: ReadonlySet<string>, fragment: string): boolean {
  const anchor = decode(fragment);
  if (anchor === '' || anchor === 'top' || anchor.startsWith(':~:')) return true;
  return anchors.has(anchor) || anchors.has(anchor.toLowerCase());
}

async function exists(context: LinkContext, file: string): Promise<boolean> {
  if (context.anchorsOf.has(file)) return true;
  const known = context.exists.get(file);
  if (known !== undefined) return known;
  const found = await stat(join(context.root, file)).then(
    () => true,
    () => false,
  );
  context.exists.set(file, found);
  return found;
}

/** Text that is no valid percent-encoding stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
