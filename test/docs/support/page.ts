import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A fenced block of a page. */
export interface Block {
  language: string;
  /** What stands behind the language: where the block belongs. */
  label: string;
  lines: readonly string[];
}

/** A part of a page under one heading of the third level, or of the second where `level` says so. */
export interface Section {
  title: string;
  text: string;
  blocks: readonly Block[];
}

/** Reads a page of docs/ by its file name. */
export function readPage(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)), 'utf8');
}

/** The fenced blocks of a text, in their order. */
export function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(/^```(\w+)(?: ([\w -]+))?\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', label = '', body = '']) => ({
      language,
      label,
      lines: body.split('\n').slice(0, -1),
    }),
  );
}

/** The sections of the third level. */
export function sectionsOf(page: string): readonly Section[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const text = part.split(/^## /m)[0] ?? '';
      const [title = ''] = text.split('\n');
      return { title, text, blocks: blocksOf(text) };
    });
}

/**
 * Which of the expected lines is not in the output, in their order; null if all are. `…` stands for anything, and a
 * line that is `…` alone says that others may come between (which they may in any case).
 */
export function firstMissing(expected: readonly string[], output: string): string | null {
  const lines = output.split('\n');
  let at = 0;
  for (const line of expected) {
    if (line.trim() === '…' || line === '') continue;
    const pattern = new RegExp(`^${line.split('…').map(escaped).join('.*')}$`);
    while (at < lines.length && !pattern.test(lines[at] ?? '')) at += 1;
    if (at === lines.length) return line;
    at += 1;
  }
  return null;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
