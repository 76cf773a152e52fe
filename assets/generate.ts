import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderIcons } from './icon-set.ts';

const target = join(import.meta.dirname, 'icons');
const icons = await renderIcons();
rmSync(target, { recursive: true, force: true });
for (const [path, content] of icons) {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
