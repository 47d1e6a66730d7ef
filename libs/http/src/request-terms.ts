import { createHash } from 'node:crypto';
import { HttpStatus, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Terms, User } from '#libs/cqrs';
import { ensureKeyIsFree, type EventStore, type KeyRecords, type RequestKey } from '#libs/event-sourcing';
import { ifMatch, invalidHeader } from './entity-tag.js';
import { HttpProblem } from './problems.js';

export interface RequestTermsOptions {
  /** Changes without `If-Match` are refused. */
  readonly requireIfMatch: boolean;
  /** How long a request with an Idempotency-Key is remembered if it stored no events. */
  readonly keyLifeMs: number;
}

/** What a request says about how often and on which version its command may be carried out. */
@Injectable()
export class RequestTerms {
  /** Keys of requests that this process has not answered yet. */
  readonly #underWay = new Set<string>();

  constructor(
    private readonly store: EventStore,
    private readonly records: KeyRecords,
    private readonly options: RequestTermsOptions,
  ) {}

  /** For what makes something new. @throws {HttpProblem} `Idempotency-Key` is malformed, or its first request still runs */
  forCreate<Result>(request: FastifyRequest, user: User, work: (terms: Terms) => Promise<Result>): Promise<Result> {
    return this.#once(request, user, HttpStatus.CREATED, (key) => work(key ? { key } : {}));
  }

  /**
   * For what changes something.
   * @throws {HttpProblem} also where `If-Match` is malformed, or is required and missing
   */
  async forChange<Result>(
    request: FastifyRequest,
    user: User,
    status: number,
    work: (terms: Terms) => Promise<Result>,
  ): Promise<Result> {
    const isExpected = ifMatch(request);
    if (!isExpected) this.#ensureNotRequired();
    return this.#once(request, user, status, (key) => work({ ...(key && { key }), ...(isExpected && { isExpected }) }));
  }

  /** For what may be asked for any number of times as it is. @throws {HttpProblem} as {@link forChange} does, but for keys */
  async forRepeatable<Result>(request: FastifyRequest, work: (terms: Terms) => Promise<Result>): Promise<Result> {
    const isExpected = ifMatch(request);
    if (!isExpected) this.#ensureNotRequired();
    return work(isExpected ? { isExpected } : {});
  }

  /** For many commands in one request: each has a key of its own, made of the request's. */
  forEach<Result>(
    request: FastifyRequest,
    user: User,
    work: (termsOf: (index: number, change?: { readonly version: number | undefined }) => Terms) => Promise<Result>,
  ): Promise<Result> {
    return this.#once(request, user, HttpStatus.OK, async (key) => {
      if (key) await ensureKeyIsFree(this.store, { key, records: this.records });
      return work((index, change) => {
        const version = change?.version;
        if (change && version === undefined) this.#ensureNotRequired();
        return {
          ...(key && { key: keyOfItem(key, index) }),
          ...(version !== undefined && { isExpected: (actual) => actual === version }),
        };
      });
    });
  }

  #ensureNotRequired(): void {
    if (!this.options.requireIfMatch) return;
    throw new HttpProblem('precondition_required', 'say which version is meant: send the ETag of what you have read');
  }

  /** Of requests with the same key one at a time. */
  async #once<Result>(
    request: FastifyRequest,
    user: User,
    status: number,
    work: (key?: RequestKey) => Promise<Result>,
  ): Promise<Result> {
    const key = this.#keyOf(request, user, status);
    if (!key) return work();
    if (this.#underWay.has(key.commitId)) {
      throw new HttpProblem('idempotency_key_in_use', 'the first request with this key has no answer yet');
    }
    this.#underWay.add(key.commitId);
    try {
      return await work(key);
    } finally {
      this.#underWay.delete(key.commitId);
    }
  }

  #keyOf(request: FastifyRequest, user: User, status: number): RequestKey | undefined {
    const key = idempotencyKey(request);
    if (key === undefined) return undefined;
    const { method, url, body } = request;
    return {
      commitId: hashOf('key', user.id, key),
      fingerprint: hashOf(method, url, textOf(body)),
      status,
      lifeMs: this.options.keyLifeMs,
    };
  }
}

/** Of one of several commands that one request gives. */
function keyOfItem(key: RequestKey, index: number): RequestKey {
  return { ...key, commitId: hashOf('item', key.commitId, String(index)) };
}

/** What `Idempotency-Key` may be. */
export const KEY = String.raw`^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,255}))$`;
const isKey = new RegExp(KEY);

/** A string of structured fields, as the draft has it, or the same without its quotes, as most clients send it. */
function idempotencyKey({ headers }: FastifyRequest): string | undefined {
  const header = headers['idempotency-key'];
  if (header === undefined) return undefined;
  const [, quoted, bare] = isKey.exec(String(header).trim()) ?? [];
  const key = quoted ?? bare;
  if (key === undefined) {
    throw invalidHeader('Idempotency-Key', 'must have 1 to 255 visible ASCII characters, best a UUID', String(header));
  }
  return key;
}

/** Nothing for what is nested too deeply to be written again: the schema will refuse it. */
function textOf(body: unknown): string {
  try {
    return JSON.stringify(body) ?? '';
  } catch {
    return '';
  }
}

/** Part by part, so that none can be taken for the end of the one before. */
function hashOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
