import { type LogFilter, LogSearch, type Page } from '#libs/event-sourcing';
import type { Reader } from './reader.js';
import { COMMIT_COLUMNS, type CommitRow, EVENT_COLUMNS, type EventRow, mergeEvents } from './rows.js';

const COMMITS_AT = `SELECT ${COMMIT_COLUMNS} FROM commits
  WHERE first_position IN (SELECT value FROM json_each(?)) ORDER BY first_position`;

/** A page of what a filter leaves of the log. */
export function searchLog(reader: Reader, search: LogSearch): Page {
  if (search.isEmpty) return search.pageOf([]);
  const { first, last, limit, filter } = search;
  const values = [filter.streams, filter.types].flatMap((list) => (list ? [JSON.stringify(list)] : []));
  const hasRoom = ([, , , , , data]: EventRow) => search.hasRoomFor(Buffer.byteLength(data));
  // One more than asked for shows whether all was searched.
  const rows = reader.takeWhile<EventRow>(hasRoom, searchSql(filter), first, last, ...values, limit + 1);
  const inOrder = filter.backwards ? rows.toReversed() : rows;
  const positions = [...new Set(rows.map(([, firstPosition]) => firstPosition))];
  const events = mergeEvents(inOrder, reader.all<CommitRow>(COMMITS_AT, JSON.stringify(positions)));
  return search.pageOf(filter.backwards ? events.toReversed() : events);
}

/**
 * By streams, their index gives the positions, and only what is on the page is read; the plus keeps the database from
 * walking through the log instead. By types alone it walks through the positions in between.
 */
function searchSql({ types, streams, backwards }: LogFilter): string {
  const ofTypes = types ? listed('type') : '';
  const order = `ORDER BY position ${backwards ? 'DESC' : 'ASC'}`;
  const pageOf = (where: string) => `SELECT ${EVENT_COLUMNS} FROM events WHERE ${where} ${order}`;
  if (!streams) return `${pageOf(`position BETWEEN ? AND ?${ofTypes}`)} LIMIT ?`;
  const ofStreams = `SELECT position FROM events WHERE +position BETWEEN ? AND ?${listed('stream_id')}${ofTypes}`;
  return pageOf(`position IN (${ofStreams} ${order} LIMIT ?)`);
}

function listed(column: string): string {
  return ` AND ${column} IN (SELECT value FROM json_each(?))`;
}

/** Names of the columns that it filters by. */
export function keysOf({ types, streams }: LogFilter): string[] {
  return [...(streams ? ['stream_id'] : []), ...(types ? ['type'] : []), 'position'];
}
