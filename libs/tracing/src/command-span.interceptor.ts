import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Attributes, context, trace } from '@opentelemetry/api';
import { type Observable, tap } from 'rxjs';
import { attribute } from './attributes.js';
import { describeError } from './failure.js';
import { withOperation } from './operation-telemetry.js';
import { TelemetryRegistry } from './telemetry-registry.js';
import { endSpan, tracer } from './with-span.js';

/** Around handlers: one span a command or query, named by its class. `CreateTask` is `create_task`. */
@Injectable()
export class CommandSpanInterceptor implements NestInterceptor {
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
    const inside = withOperation(trace.setSpan(context.active(), span), { span, operation, stages: row.stages });
    return context
      .with(inside, () => next.handle())
      .pipe(
        tap({
          complete: () => {
            if (row.finished) span.addEvent(row.finished);
            endSpan(span, { failed: false });
          },
          error: (error: unknown) => {
            const { message } = describeError(error);
            if (message !== undefined) span.setAttribute(attribute.errorMessage, message);
            endSpan(span, { failed: true, error });
          },
        }),
      );
  }
}
