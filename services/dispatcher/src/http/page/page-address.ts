/** The route of all files and addresses of the dashboard. Every other route of the API comes before it. */
export const PAGE_ROUTE = '/*';

/** First parts of addresses that are never one of a page. */
const OF_THE_API = new Set(['v1', 'health', 'metrics', 'openapi.json', 'assets']);

/**
 * Whether an address may be one of a page: the page itself tells which there are. It is read as the router reads it, to which
 * `/%761/runs` is `/v1/runs`.
 */
export const isPageAddress = (path: string): boolean => {
  const first = path.split('/', 2)[1] ?? '';
  try {
    return !OF_THE_API.has(decodeURIComponent(first));
  } catch {
    return false;
  }
};

/** What a browser tells of a request, which a page cannot set. */
interface Fetched {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** `Sec-Fetch-Mode` */
  readonly fetchMode: string | undefined;
  /** `Sec-Fetch-Dest` */
  readonly fetchDest: string | undefined;
}

/**
 * Whether somebody opens the page itself in a tab. It shows nothing of a fleet by itself, so a page of any site may link
 * to it; what it then asks for is asked by its own scripts.
 */
export const isPageVisit = ({ method, path, fetchMode, fetchDest }: Fetched): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  fetchMode === 'navigate' &&
  fetchDest === 'document' &&
  isPageAddress(path);
