import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  LeaseLost,
  type Page,
  type Projection,
  ProjectionFailed,
  projectPage,
  type ReadModel,
  type RecordedEvent,
} from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';

interface Word {
  readonly text: string;
}

/** Letters make words; `!` cannot be folded. */
const words: Projection<Word> = {
  model: { name: 'words', version: 1, indexes: [['text']] },
  types: ['added', 'wiped'],
  project: (word, { type, data }) => {
    if (data === '!') throw new Error('no letter');
    return type === 'wiped' ? undefined : { text: `${word?.text ?? ''}${String(data)}` };
  },
};

let store: MemoryStore;
let model: ReadModel<Word>;

beforeEach(async () => {
  store = await MemoryStore.open();
  model = await store.readModels.open(words.model);
  await store.leases.claim(model.lease, undefined);
});

function at(position: number, id: string, data: string, type = 'added'): RecordedEvent {
  const place = { streamId: `word-${id}`, version: position, position };
  return { id: `c.${position}`, type, data, ...place, recordedAt: '2030-01-01', metadata: { correlationid: 'c' } };
}

const pageOf = (...events: readonly RecordedEvent[]): Page => ({ events, position: events.at(-1)?.position ?? 0 });
const project = (page: Page, projection = words) => projectPage(projection, model, page, 1);
const checkpoint = async () => (await store.leases.read(model.lease))?.checkpoint;

describe('a page', () => {
  it('is folded in order, each stream into the document of its id', async () => {
    await project(pageOf(at(1, 'a', 'x'), at(2, 'b', 'u'), at(3, 'a', 'y')));
    await project(pageOf(at(4, 'b', 'v'), at(5, 'a', 'z')));

    expect(await model.folded(['a', 'b'])).toEqual(
      new Map([
        ['a', { position: 5, document: { text: 'xyz' } }],
        ['b', { position: 4, document: { text: 'uv' } }],
      ]),
    );
    expect(await checkpoint()).toBe(5);
  });

  it('is read and written once, however many events it has', async () => {
    const [reading, writing] = [jest.spyOn(model, 'folded'), jest.spyOn(model, 'apply')];

    await project(pageOf(at(1, 'a', 'x'), at(2, 'b', 'u'), at(3, 'a', 'y')));

    expect(reading.mock.calls).toEqual([[['a', 'b']]]);
    expect(writing).toHaveBeenCalledTimes(1);
    expect(writing).toHaveBeenCalledWith(expect.objectContaining({ checkpoint: 3, epoch: 1 }));
  });

  it('passes over what the projection does not fold, and moves the checkpoint past it', async () => {
    const reading = jest.spyOn(model, 'folded');
    await project(pageOf(at(1, 'a', '!', 'unknown'), at(2, 'b', '!', 'other')));

    expect(await checkpoint()).toBe(2);
    expect(reading).not.toHaveBeenCalled();

    await project({ events: [at(3, 'a', 'x')], position: 9 });

    expect(await model.get('a')).toEqual({ text: 'x' });
    expect(await checkpoint()).toBe(9);
  });

  it('removes what a fold makes nothing of, and puts it again where it goes on', async () => {
    await project(pageOf(at(1, 'a', 'x'), at(2, 'a', '', 'wiped'), at(3, 'b', 'u'), at(4, 'b', '', 'wiped')));
    expect(await model.folded(['a', 'b'])).toEqual(
      new Map([
        ['a', { position: 2 }],
        ['b', { position: 4 }],
      ]),
    );

    await project(pageOf(at(5, 'a', 'y'), at(6, 'b', 'v'), at(7, 'b', '', 'wiped'), at(8, 'b', 'w')));

    expect([await model.get('a'), await model.get('b')]).toEqual([{ text: 'y' }, { text: 'w' }]);
  });
});

describe('a fold that throws', () => {
  const failing = pageOf(at(1, 'a', 'x'), at(2, 'b', 'u'), at(3, 'a', '!'), at(4, 'b', 'v'), at(5, 'a', 'z'));

  it('stops the projection before that event, once what came before is applied', async () => {
    const failed = await project(failing).catch((error: unknown) => error);

    expect(failed).toBeInstanceOf(ProjectionFailed);
    expect(failed).toMatchObject({
      message: 'projection words.v1.g1 failed at position 3 (added)',
      event: failing.events[2],
      cause: new Error('no letter'),
    });
    expect([await model.get('a'), await model.get('b')]).toEqual([{ text: 'x' }, { text: 'u' }]);
    expect(await checkpoint()).toBe(2);
  });

  it('is tried again with nothing folded twice, and goes on once it can', async () => {
    await expect(project(failing)).rejects.toThrow(ProjectionFailed);
    await expect(project(failing)).rejects.toThrow(ProjectionFailed);
    const mended = {
      ...words,
      project: (word: Word | undefined, { data }: RecordedEvent) => ({ text: `${word?.text ?? ''}${String(data)}` }),
    };

    await project(failing, mended);

    expect([await model.get('a'), await model.get('b')]).toEqual([{ text: 'x!z' }, { text: 'uv' }]);
    expect(await checkpoint()).toBe(5);
  });

  it('at the first event leaves all as it was', async () => {
    await project(pageOf(at(1, 'a', 'x')));

    await expect(project(pageOf(at(2, 'a', '!'), at(3, 'a', 'y')))).rejects.toThrow(ProjectionFailed);

    expect(await model.folded(['a'])).toEqual(new Map([['a', { position: 1, document: { text: 'x' } }]]));
    expect(await checkpoint()).toBe(1);
  });

  it('counts for nothing once the lease is lost', async () => {
    await store.leases.claim(model.lease, 1);

    await expect(project(failing)).rejects.toThrow(LeaseLost);

    expect(await model.count()).toBe(0);
  });
});
