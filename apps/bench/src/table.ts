import { shown, spreadOf } from './figures.js';

/** A Markdown table that is also readable as it is. */
export function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return `${[`## ${title}`, '', line(head), rule, ...rows.map(line)].join('\n')}\n`;
}

export interface Aim {
  readonly name: string;
  readonly ratios: readonly number[];
  /** Without one the ratio is there to be read. */
  readonly atLeast?: number;
}

export function aimTable(title: string, aims: readonly Aim[]): string {
  const rows = aims.map(({ name, ratios, atLeast }) => {
    const reached = atLeast !== undefined && spreadOf(ratios).median >= atLeast;
    const [aim, verdict] = atLeast === undefined ? ['none', ''] : [`≥ ${atLeast}`, reached ? 'reached' : 'missed'];
    return [name, shown(ratios, 2), aim, verdict];
  });
  return table(title, ['ratio', 'measured', 'aim', ''], rows);
}
