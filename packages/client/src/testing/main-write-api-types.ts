import { writeFileSync } from 'node:fs';
import { renderApiTypes } from './render-api-types.ts';

writeFileSync(new URL('../api-types.ts', import.meta.url), await renderApiTypes());
