import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Attributes, context, trace } from '@opentelemetry/api';
import { type Observable, tap } from 'rxjs';
import { attribute } from './attributes.js';
import { describeError, failureOf } from './failure.js';
import { instruments, SECONDS } from './instruments.js';
import { withOperation } from './operation-telemetry.js';
import { TelemetryRegistry } from './telemetry-registry.js';
import { endSpan, tracer } from './with-span.js';

/** Around handlers: one span and one measurement a command or query, named by its class. `CreateTask` is `create_task`. */
@Injectable()
export class CommandSpanInterceptor implements NestInterceptor {
  readonly #duration = instruments.getHistogram('cqrs.execution.duration', {
    ...SECONDS,
    description: 'How long commands and queries take',
  });

  constructor(private readonly registry: TelemetryRegistry) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const kind = execution.getType<string>();
    const operation = execution.getArgByIndex<object>(0);
    const row = this.registry.of(operation);
    const span = tracer.startSpan(row.span);
    if (span.isRecording()) {
      const own: Attributes = { [attribute.cqrsOperation]: kind, [attribute.cqrsType]: row.type.name };
      span.setAttributes(Object.assign(own, row.attributes?.(operation)));
    }
    const { stages, counts } = row;
    const inside = withOperation(trace.setSpan(context.active(), span), { span, operation, stages, counts });
    const began = performance.now();
    const measure = (status: string) =>
      this.#duration.record((performance.now() - began) / 1_000, { operation: row.span, type: kind, status });
    return context
      .with(inside, () => next.handle())
      .pipe(
        tap({
          complete: () => {
            if (row.finished) span.addEvent(row.finished);
            endSpan(span, { failed: false });
            const failure = failureOf(span);
            if (failure !== undefined) counts?.failed?.(row.span, failure);
            measure(failure ?? 'ok');
          },
          error: (error: unknown) => {
            const { message, type } = describeError(error);
            if (message !== undefined) span.setAttribute(attribute.errorMessage, message);
            endSpan(span, { failed: true, error });
            counts?.failed?.(row.span, type);
            measure(type);
          },
        }),
      );
  }
}
