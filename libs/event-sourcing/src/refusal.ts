/** Why a command or query was refused, for callers and for traces alike. */
export type RefusalKind = 'validation' | 'permission' | 'not_found' | 'conflict';

/**
 * An expected refusal: part of the model, not a fault. `message` names the field, the rule and the limit, never the
 * refused value, since it stands in logs and spans.
 */
export abstract class Refusal extends Error {
  abstract readonly kind: RefusalKind;
  /** Stable and public: it names the problem for callers. */
  abstract readonly code: string;
  /** A few fixed words for the status of a span: "Task not found". */
  abstract readonly summary: string;
  override get name(): string {
    return this.constructor.name;
  }
}
