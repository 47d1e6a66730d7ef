import { Injectable, type Type } from '@nestjs/common';
import type { OperationTelemetry, StageTable } from './operation-telemetry.js';

/** A row of a context's `telemetry.ts`. */
export interface TelemetryRow extends OperationTelemetry<unknown, object> {
  readonly type: Type<object>;
}

export function telemetryOf<State, Operation extends object>(
  type: abstract new (...args: never[]) => Operation,
  telemetry: OperationTelemetry<State, Operation>,
): TelemetryRow {
  // A row is only ever called with operations of its own class: it is looked up by it.
  return { ...(telemetry as OperationTelemetry<unknown, object>), type: type as unknown as Type<object> };
}

interface NamedRow extends TelemetryRow {
  readonly span: string;
  readonly stages: StageTable<unknown, object>;
}

/** What each context has said about its commands and queries. */
@Injectable()
export class TelemetryRegistry {
  readonly #rows = new Map<unknown, NamedRow>();

  add(rows: readonly TelemetryRow[]): void {
    for (const row of rows) this.#add(row);
  }

  /** An operation without a row of its own still has its span. */
  of(operation: object): NamedRow {
    return this.#rows.get(operation.constructor) ?? this.#add({ type: operation.constructor as Type<object> });
  }

  #add(row: TelemetryRow): NamedRow {
    const named = { ...row, stages: row.stages ?? {}, span: snakeCase(row.type.name) };
    this.#rows.set(row.type, named);
    return named;
  }
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
}
