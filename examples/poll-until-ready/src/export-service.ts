import { createServer, type Server } from 'node:http';

const PERCENT_A_LOOK = 40;

/** A service whose exports take a while: each look at one finds it further. */
export function createExportService(): Server {
  const looks = new Map<string, number>();
  return createServer(({ url = '/' }, response) => {
    const seen = (looks.get(url) ?? 0) + 1;
    looks.set(url, seen);
    const percent = Math.min(100, seen * PERCENT_A_LOOK);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ state: percent < 100 ? 'working' : 'ready', percent }));
  });
}
