import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KeyRecord, KeyRecords } from '#libs/event-sourcing';
import { until } from './until.js';

interface OpenKeyRecords {
  readonly keys: KeyRecords;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** Every promise of the key records' port. @param open a new, empty store */
export function keyRecordsContract(open: () => Promise<OpenKeyRecords>): void {
  let store: OpenKeyRecords;
  let keys: KeyRecords;

  beforeEach(async () => {
    store = await open();
    keys = store.keys;
  });
  afterEach(() => store.close());

  const recordOf = (outcome: KeyRecord['outcome']): KeyRecord => ({ fingerprint: 'f00d', outcome });

  it('recalls what was remembered as it was given, and nothing for another key', async () => {
    const outcomes = [null, 1, 'text', { b: [1, { 'a.b': null, $c: '\u0000ä' }], a: 2 ** 53, '': -0.5 }, []];
    for (const [n, outcome] of outcomes.entries()) {
      const answer = await keys.remember(`key-${n}`, recordOf(outcome), HOUR_MS);

      expect(JSON.stringify(answer)).toBe(JSON.stringify(recordOf(outcome)));
      expect(JSON.stringify(await keys.recall(`key-${n}`))).toBe(JSON.stringify(answer));
    }
    for (const other of ['', 'key', 'key-', 'KEY-1', 'key-1 ']) expect(await keys.recall(other)).toBeUndefined();
  });

  it('keeps the first of several, whatever the others say', async () => {
    await keys.remember('key', recordOf(1), HOUR_MS);

    expect(await keys.remember('key', { fingerprint: 'beef', outcome: 2 }, 2 * HOUR_MS)).toEqual(recordOf(1));
    expect(await keys.recall('key')).toEqual(recordOf(1));
  });

  it.each([0, -1, -HOUR_MS])('a life of %d ms is over at once', async (lifeMs) => {
    await keys.remember('key', recordOf('over'), lifeMs);

    expect(await keys.recall('key')).toBeUndefined();
    expect(await keys.remember('key', recordOf('next'), HOUR_MS)).toEqual(recordOf('next'));
    expect(await keys.recall('key')).toEqual(recordOf('next'));
  });

  it('a life ends by itself, and the next one stands from then on', async () => {
    await keys.remember('long', recordOf('long'), HOUR_MS);
    await keys.remember('short', recordOf('short'), 200);
    await until(async () => (await keys.recall('short')) === undefined, 'the end of a life');

    expect(await keys.remember('short', recordOf('next'), HOUR_MS)).toEqual(recordOf('next'));
    expect(await keys.remember('short', recordOf('late'), HOUR_MS)).toEqual(recordOf('next'));
    expect(await keys.recall('long')).toEqual(recordOf('long'));
  });

  describe.each([
    ['a new key', async () => {}],
    ['a key whose record is over', async (key: string) => void (await keys.remember(key, recordOf('over'), 0))],
  ])('of many at once for %s', (_state, prepare) => {
    it('all get the same record, which is one of theirs and stays', async () => {
      for (let round = 0; round < 10; round++) {
        const key = `key-${round}`;
        await prepare(key);
        const given = Array.from({ length: 8 }, (_, n) => recordOf(n));
        const answers = await Promise.all(given.map((record) => keys.remember(key, record, HOUR_MS)));

        const [first] = answers;
        expect(given).toContainEqual(first);
        expect(answers).toEqual(answers.map(() => first));
        expect(await keys.recall(key)).toEqual(first);
      }
    });
  });

  it('those whose life is over do not stand in the way of others', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `key-${n}`);
    for (const name of names) await keys.remember(name, recordOf(name), name.endsWith('0') ? HOUR_MS : 0);

    const recalled = await Promise.all(names.map((name) => keys.recall(name)));
    expect(recalled).toEqual(names.map((name) => (name.endsWith('0') ? recordOf(name) : undefined)));
  });
}
