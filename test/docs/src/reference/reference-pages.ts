import { fileURLToPath } from 'node:url';
import { startUpFleet } from '@ag06/test-support';
import { toApiPage } from './api-page.ts';
import { toErrorsPage } from './errors-page.ts';
import { toLimitsPage } from './limits-page.ts';
import { toMetricsPage } from './metrics-page.ts';

const FOLDER = new URL('../../../../docs/reference/', import.meta.url);

/** Resolves with what `GET /openapi.json` of a fleet answers, which it starts and stops. */
export async function loadApiDocument(): Promise<unknown> {
  const fleet = await startUpFleet('reference');
  try {
    return await (await fetch(`${fleet.url}/openapi.json`)).json();
  } finally {
    await fleet.stop();
  }
}

/** Returns the path and the text of each page of reference that is written by a program, by the document of the API. */
export function toReferencePages(document: unknown): ReadonlyMap<string, string> {
  const pages = {
    'http-api': toApiPage(document),
    errors: toErrorsPage(),
    limits: toLimitsPage(),
    metrics: toMetricsPage(),
  };
  const toPath = (name: string) => fileURLToPath(new URL(`${name}.md`, FOLDER));
  return new Map(Object.entries(pages).map(([name, text]) => [toPath(name), text]));
}
