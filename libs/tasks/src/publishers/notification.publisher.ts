import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { TraceService } from 'nestjs-otel';
import { Publications } from '#libs/cqrs';
import { EndpointUnavailable, entityOf, type RecordedEvent } from '#libs/event-sourcing';
import { fail } from '#libs/tracing';
import type { TaskCreated } from '../aggregate/task.events.js';

/** Where the notification service is. */
export const NOTIFICATIONS_URL = Symbol('NOTIFICATIONS_URL');

/** All tries at one event end within two seconds. */
const TRIES = 3;
const TRY_MS = 500;
const PAUSE_MS = 150;
const TIMEOUT_MS = 2_000;

/** What it refuses once it would refuse each time, unless it says otherwise by its status. */
class NotificationRefused extends Error {
  override readonly name = 'NotificationRefused';

  constructor(status: number) {
    super(`the notification service answered ${status}`);
  }
}

/** Tells the notification service of each new task, which knows by the event's id what it was told before. */
@Injectable()
export class NotificationPublisher {
  readonly #address: string;

  constructor(
    @Inject(NOTIFICATIONS_URL) url: string,
    private readonly traces: TraceService,
    publications: Publications,
  ) {
    this.#address = `${url}/api/notify`;
    publications.open({
      name: 'notify_external_service',
      types: ['task.created.v1' satisfies TaskCreated['type']],
      timeoutMs: TIMEOUT_MS,
      publish: (event, signal) => this.#notify(event, signal),
    });
  }

  /** @throws {NotificationRefused} @throws {EndpointUnavailable} */
  async #notify({ id, streamId, data }: RecordedEvent, signal: AbortSignal): Promise<void> {
    const { priority } = data as TaskCreated['data'];
    const notification = { event_id: id, task_id: entityOf(streamId), priority };
    const span = this.traces.getSpan();
    span?.setAttributes({ 'task.id': notification.task_id, 'peer.service': 'notification-service' });
    for (let tries = 1; ; tries++) {
      const status = await this.#post(notification, signal);
      if (status !== undefined) span?.setAttribute('http.status_code', status);
      if (status !== undefined && status < 300) return;
      if (tries === TRIES || signal.aborted) {
        if (span) fail(span, 'unavailable', 'Notification failed');
        throw failureOf(status);
      }
      await pause(PAUSE_MS);
    }
  }

  /** @returns the status of the answer; undefined: there was none */
  async #post(notification: object, signal: AbortSignal): Promise<number | undefined> {
    try {
      const { status, body } = await fetch(this.#address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(notification),
        signal: AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]),
        redirect: 'error',
      });
      await body?.cancel();
      return status;
    } catch {
      return undefined;
    }
  }
}

function failureOf(status: number | undefined): Error {
  if (status === undefined) return new EndpointUnavailable('the notification service did not answer');
  const isOfTheEvent = status >= 400 && status < 500 && status !== 408 && status !== 429;
  if (isOfTheEvent) return new NotificationRefused(status);
  return new EndpointUnavailable(`the notification service answered ${status}`);
}
