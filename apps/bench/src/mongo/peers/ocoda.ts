import { TASK } from '../../task.js';
import { type Appender, byCallers, type Opening } from '../appender.js';
import { type Database, driver, load, silenceNest } from './packages.js';

const PACKAGE = '@ocoda/event-sourcing';

interface EventMap {
  register(type: typeof TaskCreated, serializer: object): void;
}

interface Core {
  readonly Aggregate: (options: { streamName: string }) => (type: typeof Task) => void;
  readonly Event: (name: string) => (type: typeof TaskCreated) => void;
  readonly EventMap: new () => EventMap;
  readonly EventStream: { for(type: typeof Task, id: object): object };
  readonly UUID: { generate(): object };
}

interface Serializers {
  readonly DefaultEventSerializer: { for(type: typeof TaskCreated): object };
}

interface Store {
  publish: () => Promise<void>;
  setup(): Promise<unknown>;
  appendEvents(stream: object, version: number, events: readonly object[]): Promise<unknown>;
}

interface MongoDb {
  readonly MongoDBEventStore: new (map: EventMap, database: Database) => Store;
}

class Task {
  readonly kind = 'task';
}

class TaskCreated {
  readonly task = TASK;
}

export async function openOcoda({ uri, callers }: Opening): Promise<Appender> {
  silenceNest();
  const { EventStream, UUID } = load<Core>(PACKAGE);
  const { MongoDBEventStore } = load<MongoDb>(`${PACKAGE}/dist/integration/event-store/mongodb.event-store.js`);
  const database = (await driver().MongoClient.connect(uri)).db();
  const store = new MongoDBEventStore(knownEvents(), database);
  store.publish = async () => {};
  await store.setup();
  const append = () => store.appendEvents(EventStream.for(Task, UUID.generate()), 1, [new TaskCreated()]);
  return {
    prepare: (commits) => byCallers(callers, commits, append),
    stored: () => database.collection('events').countDocuments(),
  };
}

function knownEvents(): EventMap {
  const { Aggregate, Event, EventMap } = load<Core>(PACKAGE);
  const { DefaultEventSerializer } = load<Serializers>(`${PACKAGE}/dist/helpers/default-event-serializer.js`);
  Aggregate({ streamName: 'task' })(Task);
  Event('task.created.v1')(TaskCreated);
  const map = new EventMap();
  map.register(TaskCreated, DefaultEventSerializer.for(TaskCreated));
  return map;
}
