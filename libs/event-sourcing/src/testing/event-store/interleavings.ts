import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { Appended, EventStore } from '#libs/event-sourcing';
import { LogModel } from './log-model.js';
import { Append, type Operation } from './operations.js';
import { batches, concrete, type Planned } from './random-operations.js';
import type { StoreUnderTest } from './store-under-test.js';

const RUNS = 1_000;

interface Answered {
  readonly operation: Operation;
  readonly answer: unknown;
}

/** How often each kind of answer came: a run that never meets a conflict shows nothing about conflicts. */
class Tally {
  readonly counts = { stored: 0, duplicate: 0, conflict: 0, invalid: 0, read: 0 };

  add({ operation, answer }: Answered): void {
    if (!(operation instanceof Append)) this.counts.read++;
    else if (answer === 'invalid') this.counts.invalid++;
    else if (isStored(answer)) this.counts.stored++;
    else this.counts[isAppended(answer) ? 'duplicate' : 'conflict']++;
  }
}

/**
 * The logs from before the operations to after them, one commit at a time in the order of positions. There must be one
 * such order in which every commit was allowed, and each other answer must be right at one moment of it.
 */
function explain(before: LogModel, answered: readonly Answered[]): LogModel {
  const logs = [before];
  let log = before;
  for (const { operation, answer } of answered.filter(({ answer }) => isStored(answer)).toSorted(byPosition)) {
    const next = (operation as Append).storedIn(log, answer as Appended);
    if (!next) throw new Error(`${describeAnswer(operation, answer)}, which the log before it forbids`);
    expect((answer as Appended).commit).toStrictEqual(next.commits.at(-1));
    expect((answer as Appended).commit.recordedAt >= (log.events.at(-1)?.recordedAt ?? '')).toBe(true);
    logs.push(next);
    log = next;
  }
  for (const { operation, answer } of answered) {
    if (isStored(answer)) continue;
    const explained = logs.some((moment) =>
      operation.allowed(moment).some((other) => isDeepStrictEqual(other, answer)),
    );
    if (!explained) throw new Error(`${describeAnswer(operation, answer)}, which no moment of the log explains`);
  }
  return log;
}

export function interleavingCases(store: StoreUnderTest): void {
  /** All runs share the store, each with streams and ids of its own, so that none has to open one. */
  async function run(events: EventStore, plan: readonly Planned[][], tally: Tally): Promise<void> {
    let log = new LogModel(await events.head());
    const ids: string[] = [];
    for (const batch of plan) {
      const operations = batch.map((planned) => concrete(planned, { log, ids }));
      const answers = asJson(await Promise.all(operations.map((operation) => operation.run(events))));
      const answered = operations.map((operation, index) => ({ operation, answer: answers[index] }));
      log = explain(log, answered);
      for (const each of answered) tally.add(each);
    }
    expect(await events.readAll(log.start, log.events.length + 1)).toStrictEqual({
      events: log.events,
      position: log.head,
    });
  }

  it(`every answer is one that some order of the calls explains, in ${RUNS} runs`, async () => {
    const tally = new Tally();
    const property = fc.asyncProperty(batches, (plan) => run(store.events, plan, tally));
    await fc.assert(property, { numRuns: RUNS });

    for (const count of Object.values(tally.counts)) expect(count).toBeGreaterThan(RUNS / 10);
  }, 300_000);
}

/** In nothing but this file's own objects: a driver's are made outside the realm of the tests, and never equal. */
function asJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

function isAppended(answer: unknown): answer is Appended {
  return typeof answer === 'object' && answer !== null && 'duplicate' in answer;
}

function isStored(answer: unknown): boolean {
  return isAppended(answer) && !answer.duplicate;
}

function byPosition(one: Answered, other: Answered): number {
  return (one.answer as Appended).commit.firstPosition - (other.answer as Appended).commit.firstPosition;
}

function describeAnswer({ name }: Operation, answer: unknown): string {
  return `${name} answered ${JSON.stringify(answer)}`;
}
