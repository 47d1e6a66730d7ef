import { type Connection, Schema } from 'mongoose';
import { isCommit } from './commit-document.js';
import { SCHEMA_OPTIONS, SETTLED } from './connection.js';
import { isDuplicateInIndex, refused } from './failures.js';
import { makeIndexes } from './indexes.js';

const eventSchema = new Schema({ type: { type: String }, data: String }, { _id: false });
const partSchema = new Schema(
  { streamId: String, firstVersion: Number, slot: String, events: [eventSchema] },
  { _id: false },
);
const commitSchema = new Schema(
  {
    _id: Number,
    commitId: String,
    parts: [partSchema],
    count: Number,
    at: Date,
    metadata: Object,
    request: Object,
    append: Schema.Types.ObjectId,
  },
  { ...SCHEMA_OPTIONS, collection: 'commits' },
);
commitSchema.index({ commitId: 1 }, { name: 'commit_id', unique: true });
// An entry a part: one insert appends to several streams, and clashes with whoever was first in any of them. Of one field:
// in a unique index of two, FerretDB loses entries after parts that begin at the same version.
commitSchema.index({ 'parts.slot': 1 }, { name: 'stream_version', unique: true });

const FOREIGN = 'holds commits that this program did not write: name another database in DATABASE_URL';

/** Nothing is made in a database whose log is not ours. @throws {DatabaseUnusable} */
export async function prepareCommits(connection: Connection): Promise<void> {
  const model = connection.models.commits ?? connection.model('commits', commitSchema);
  // Keys of every other type than a number sort before or after all numbers.
  for (const direction of [1, -1] as const) {
    const [document] = await model.collection.find({}, { ...SETTLED, sort: { _id: direction }, limit: 1 }).toArray();
    if (document && !isCommit(document)) throw refused(connection, FOREIGN);
  }
  try {
    await makeIndexes(connection, model);
  } catch (error) {
    throw isDuplicateInIndex(error) ? refused(connection, FOREIGN) : error;
  }
}
