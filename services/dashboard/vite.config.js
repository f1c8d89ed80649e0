import { defineConfig } from 'vite';

/** Where `npm run dev -w services/dashboard` finds a dispatcher. */
const DISPATCHER = process.env.AG06_URL ?? 'http://127.0.0.1:4606';

export default defineConfig({
  resolve: { conditions: ['@ag06/source', 'browser', 'module', 'import'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // No file of the page is written into another one, because its policy refuses data: scripts and styles.
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    proxy: Object.fromEntries(
      ['/v1', '/health', '/openapi.json'].map((path) => [
        path,
        { target: DISPATCHER, changeOrigin: true, headers: { origin: DISPATCHER } },
      ]),
    ),
  },
});
