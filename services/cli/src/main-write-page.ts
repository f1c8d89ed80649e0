import { writeFileSync } from 'node:fs';
import { renderCliPage } from './cli-page.ts';

/** `npm run docs:cli` writes docs/cli.md. */
writeFileSync(new URL('../../../docs/cli.md', import.meta.url), renderCliPage());
