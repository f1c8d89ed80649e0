import { Refusal } from '@ag06/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chooseEncoding } from './choose-encoding.ts';
import { isPageAddress, PAGE_ROUTE } from './page-address.ts';
import { type PageFile, type PageFiles, readPageFiles } from './page-files.ts';
import { PAGE_HEADERS } from './page-headers.ts';

/** Names of files in this folder change with what is in them. */
const NAMED_BY_CONTENT = '/assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves the dashboard that is built in a folder: its files, and its document for each address of a page. Everything else
 * is answered as if this route did not exist. The files are read with the first request for one of them.
 */
export function addPageRoute(app: FastifyInstance, folder: string): void {
  let reading: Promise<PageFiles | undefined> | undefined;
  const load = async (): Promise<PageFiles | undefined> => {
    reading ??= readPageFiles(folder);
    // What is not there yet may be built, and what could not be read may be mended.
    const forget = () => {
      reading = undefined;
    };
    return reading.then(
      (files) => {
        if (files === undefined) forget();
        return files;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
  };
  app.get(PAGE_ROUTE, async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isDocument = isDocumentWanted(request, path);
    if (!isDocument && !path.startsWith(NAMED_BY_CONTENT)) return reply.callNotFound();
    const files = await load();
    if (files === undefined) throw notBuilt();
    const file = files.get(isDocument ? '/index.html' : path);
    return file === undefined ? reply.callNotFound() : sendFile(request, reply, file, path);
  });
}

/** `/` is nothing but the page. Elsewhere a program that mistakes an address is told so, and a browser shows the page. */
const isDocumentWanted = ({ headers }: FastifyRequest, path: string): boolean =>
  path === '/' || (isPageAddress(path) && /\btext\/html\b/.test(headers.accept ?? ''));

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile, path: string): FastifyReply {
  const encoding = chooseEncoding(request.headers['accept-encoding']?.toString(), (one) =>
    file.forms.has(one),
  );
  const etag = `"${file.hash}-${encoding}"`;
  reply.headers({
    ...PAGE_HEADERS,
    etag,
    vary: 'Accept-Encoding',
    'cache-control': path.startsWith(NAMED_BY_CONTENT) ? FOR_EVER : 'no-cache',
  });
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.type(file.type).send(file.forms.get(encoding));
}

const isKnown = (tags: string | undefined, etag: string): boolean =>
  (tags ?? '').split(',').some((tag) => [etag, `W/${etag}`, '*'].includes(tag.trim()));

const notBuilt = (): Refusal =>
  new Refusal(
    404,
    'DASHBOARD_NOT_BUILT',
    'The dashboard is not built. Run `npm run build -w services/dashboard` in the repository, and load this page again.',
  );
