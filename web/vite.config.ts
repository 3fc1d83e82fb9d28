import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Every choice here serves one of two promises: the strict content security policy (nothing inline,
// nothing from elsewhere) and a rebuild that is the same byte for byte.
export default defineConfig({
  plugins: [svelte()],
  base: '/',
  build: {
    target: ['chrome125', 'firefox128', 'safari18'],
    assetsInlineLimit: 0, // img-src 'self' refuses data: URLs
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: 'manifest.json', // read by the test of the budgets; script/pack.mjs removes it
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  json: { stringify: true, namedExports: false },
  worker: { format: 'es' },
  server: {
    // `npm run dev` beside a server: RENKEI=localhost:8080 npm run dev
    proxy: { '/api': { target: `http://${process.env.RENKEI ?? 'localhost:8080'}` } },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
