import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './clone.ts';

/** Where the handler of the README of @ag06/fetch is mounted. */
const ROUTE = 'app/api/fleet/[...path]';
const README = join(ROOT, 'packages/fetch-handler/README.md');
/** What readers of the README have beside its code. */
const SESSION = join(ROOT, 'test/docs/src/readers/fetch-handler/session.ts');

const LAYOUT = `export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body>{children}</body></html>;
}
`;
const PAGE = `export default function Page() {
  return <p>a shop</p>;
}
`;

export const NEXT_VERSION = '16.4.6';
const MANIFEST = {
  private: true,
  type: 'module',
  dependencies: { next: NEXT_VERSION, react: '19.3.1', 'react-dom': '19.3.1' },
  devDependencies: { typescript: '5.9.3', '@types/node': '24.10.1', '@types/react': '19.3.1' },
};

/** The files of a small app with the route of the README, for the fleet at `url`. */
export async function createNextApp(url: string): Promise<Readonly<Record<string, string>>> {
  const [, code = ''] = /^```ts route\.ts\n(.*?)^```/ms.exec(await readFile(README, 'utf8')) ?? [];
  const route = code.replace('http://127.0.0.1:4606', url).replace('./session.ts', './session');
  if (!route.includes(url)) throw new Error(`${README} has no route, or not the address of a fleet.`);
  return {
    'package.json': JSON.stringify(MANIFEST),
    'app/layout.tsx': LAYOUT,
    'app/page.tsx': PAGE,
    [`${ROUTE}/route.ts`]: route,
    [`${ROUTE}/session.ts`]: await readFile(SESSION, 'utf8'),
  };
}
