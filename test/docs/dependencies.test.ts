import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recordAt } from '../../main/genesys/json.ts';
import { readPage } from './support/page.ts';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The packages of the tables: `name` version, or `name` → `what stands for it` version. */
const listed = [
  ...readPage('dependencies.md').matchAll(/`([@\w/-]+)`(?: → `[@\w/-]+`)? (\d+\.\d+\.\d+)/g),
].map(([, name = '', version = '']) => ({ name, version }));

it.each(['dependencies', 'devDependencies'])('docs/dependencies.md has the versions of %s', (key) => {
  const wanted = Object.entries(recordAt(manifest, key) ?? {});
  expect(wanted.length).toBeGreaterThan(3);
  for (const [name, version] of wanted) {
    expect(listed).toContainEqual({ name, version: String(version).replace(/^npm:.*@/, '') });
  }
});
