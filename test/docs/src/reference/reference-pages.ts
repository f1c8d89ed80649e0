import { fileURLToPath } from 'node:url';
import { startUpFleet } from '@ag06/test-support';
import { toApiPage } from './api-page.ts';
import { toErrorsPage } from './errors-page.ts';
import { toLimitsPage } from './limits-page.ts';
import { toMetricsPage } from './metrics-page.ts';

const FOLDER = new URL('../../../../docs/reference/', import.meta.url);

/** Returns the path and the text of each page of reference that is written by a program. It starts a fleet for its API. */
export async function toReferencePages(): Promise<ReadonlyMap<string, string>> {
  const fleet = await startUpFleet('reference');
  try {
    const answer = await fetch(`${fleet.url}/openapi.json`);
    const pages = {
      'http-api': toApiPage(await answer.json()),
      errors: toErrorsPage(),
      limits: toLimitsPage(),
      metrics: toMetricsPage(),
    };
    const toPath = (name: string) => fileURLToPath(new URL(`${name}.md`, FOLDER));
    return new Map(Object.entries(pages).map(([name, text]) => [toPath(name), text]));
  } finally {
    await fleet.stop();
  }
}
