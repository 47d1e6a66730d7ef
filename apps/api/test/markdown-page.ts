import { readFileSync, writeFileSync } from 'node:fs';

/** A page of docs/ that is rendered from the code. With UPDATE_DOCS=1 it is written anew before it is read. */
export function readPage(name: string, rendered: string): string {
  const file = new URL(`../../../docs/${name}`, import.meta.url);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(file, rendered);
  return readFileSync(file, 'utf8');
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---');
  return [head, rule, ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |\n`).join('');
}

const cell = (text: string) => text.replaceAll('|', String.raw`\|`);
