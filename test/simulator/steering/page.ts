import { readFileSync } from 'node:fs';

/** The page at `/simulator`. */
export function readPage(): string {
  return readFileSync(new URL('page.html', import.meta.url), 'utf8');
}
