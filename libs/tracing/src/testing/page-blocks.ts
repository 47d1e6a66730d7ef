import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const BLOCK = /<!-- (\w+): ([\w./-]+) -->\n```(\w+)\n([\s\S]*?)\n```/g;

export interface Block {
  /** `code`, `tree`, `file`: where its text comes from. */
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

/** A page of docs/ with fenced blocks that a comment before them names. */
export class PageWithBlocks {
  readonly #path: string;

  constructor(page: string) {
    this.#path = `${ROOT}docs/${page}`;
  }

  get blocks(): readonly Block[] {
    return [...this.#text.matchAll(BLOCK)].map(([, kind = '', name = '', , text = '']) => ({ kind, name, text }));
  }

  /** The text that stands there; with UPDATE_DOCS it is written first. */
  shown(kind: string, name: string, text: string): string | undefined {
    if (process.env['UPDATE_DOCS']) {
      const replaced = this.#text.replaceAll(BLOCK, (block, of: string, called: string, language: string) =>
        of === kind && called === name ? `<!-- ${kind}: ${name} -->\n\`\`\`${language}\n${text}\n\`\`\`` : block,
      );
      writeFileSync(this.#path, replaced);
    }
    return this.blocks.find((block) => block.kind === kind && block.name === name)?.text;
  }

  get #text(): string {
    return readFileSync(this.#path, 'utf8');
  }
}

/** What stands between `// [name]` and `// [/name]` in a file of the repository. */
export function regionsOf(file: string): ReadonlyMap<string, string> {
  const text = readFileSync(`${ROOT}${file}`, 'utf8');
  const regions = text.matchAll(/^\s*\/\/ \[([\w-]+)\]\n([\s\S]*?)\n\s*\/\/ \[\/\1\]$/gm);
  return new Map([...regions].map(([, name = '', region = '']) => [name, dedented(region)]));
}

/** Whether a file of the repository has these lines, however deep they are indented. */
export function quotes(file: string, text: string): boolean {
  return withoutIndent(readFileSync(`${ROOT}${file}`, 'utf8')).includes(withoutIndent(text));
}

function withoutIndent(text: string): string {
  return text.replaceAll(/^\s+/gm, '');
}

function dedented(text: string): string {
  const lines = text.split('\n');
  const depths = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...depths))).join('\n');
}
