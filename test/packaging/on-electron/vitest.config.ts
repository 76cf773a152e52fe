import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Apart from the other suites: it needs Electron's own program, and nothing of it may be skipped. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    globalSetup: ['./test/e2e/support/build-once.ts'],
    include: ['test/packaging/on-electron/*.electron.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
