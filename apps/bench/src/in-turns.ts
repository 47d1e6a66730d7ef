import { sayProgress } from './resources.js';

export interface Contender<Figures> {
  readonly name: string;
  readonly measure: () => Promise<Figures>;
}

/** All runs of each contender, under its name. */
export type Measured<Figures> = ReadonlyMap<string, readonly Figures[]>;

/** Every contender once a turn, and every other turn backwards: a slow minute, or a warm machine, is no one's alone. */
export async function inTurns<Figures>(
  title: string,
  contenders: readonly Contender<Figures>[],
  runs: number,
): Promise<Measured<Figures>> {
  const measured = new Map(contenders.map(({ name }) => [name, [] as Figures[]]));
  for (let run = 1; run <= runs; run++) {
    for (const { name, measure } of run % 2 === 1 ? contenders : contenders.toReversed()) {
      sayProgress(`${title} ${run}/${runs}: ${name}`);
      measured.get(name)?.push(await measure());
    }
  }
  return measured;
}

/** One figure of every run. */
export function figuresOf<Figures>(
  measured: Measured<Figures>,
  name: string,
  pick: (figures: Figures) => number,
): number[] {
  return (measured.get(name) ?? []).map(pick);
}
