import { TASK } from '../../task.js';
import { type Appender, byCallers, type Opening } from '../appender.js';
import { driver, load, silenceNest } from './packages.js';

interface Core {
  readonly DomainEvent: (name: string) => (type: typeof TaskCreated) => void;
  readonly DomainEventEmitter: new () => object;
  readonly StoredAggregateRoot: new (id: string, version: number) => object;
  readonly StoredEvent: {
    fromPublishedEvent(id: string, rootId: string, rootName: string, payload: TaskCreated, at: Date): object;
  };
}

interface Store {
  generateEntityId(): Promise<string>;
  save(events: readonly object[], root: object): Promise<unknown>;
}

interface MongoDb {
  readonly MongoEventStore: new (emitter: object, client: object, aggregates: string, events: string) => Store;
}

class TaskCreated {
  readonly task = TASK;
}

export async function openEventNest({ uri, callers }: Opening): Promise<Appender> {
  silenceNest();
  const { DomainEvent, DomainEventEmitter, StoredAggregateRoot, StoredEvent } = load<Core>('@event-nest/core');
  const { MongoEventStore } = load<MongoDb>('@event-nest/mongodb');
  const { MongoClient, ObjectId } = driver();
  DomainEvent('task.created.v1')(TaskCreated);
  const client = await MongoClient.connect(uri);
  const store = new MongoEventStore(new DomainEventEmitter(), client, 'aggregates', 'events');
  const append = async () => {
    const taskId = new ObjectId().toHexString();
    const eventId = await store.generateEntityId();
    const event = StoredEvent.fromPublishedEvent(eventId, taskId, 'task', new TaskCreated(), new Date());
    await store.save([event], new StoredAggregateRoot(taskId, 0));
  };
  return {
    prepare: (commits) => byCallers(callers, commits, append),
    stored: () => client.db().collection('events').countDocuments(),
  };
}
