/** `npm run pack [-- FOLDER]`: the tarballs to install outside of this repository. */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { packPackages } from './pack-packages.ts';

const folder = resolve(process.argv[2] ?? 'tarballs');
await mkdir(folder, { recursive: true });
const tarballs = await packPackages(folder);
console.log(`${tarballs.length} tarballs in ${folder}. In a folder of your own:`);
console.log(`  npm install ${folder}/*.tgz && npx ag06 up --agents ./my-agents.ts`);
console.log(`With pnpm or yarn: node ${folder}/use.mjs pnpm|yarn`);
