/** As far as it is used here; the package has no types. */
declare module 'autocannon' {
  interface Options {
    readonly url: string;
    readonly connections: number;
    /** Requests in all; it ends when all are answered. */
    readonly amount: number;
    /** Each connection sends them in this order, over and over. */
    readonly requests: readonly Request[];
    /** Milliseconds between its looks at whether the end has come. */
    readonly sampleInt: number;
  }

  interface Request {
    readonly method: 'GET' | 'POST';
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }

  interface Result {
    readonly '2xx': number;
    readonly errors: number;
  }

  interface Run extends PromiseLike<Result> {
    on(event: 'start' | 'response', listener: () => void): this;
  }

  function autocannon(options: Options): Run;
  namespace autocannon {
    export type { Options, Request, Result, Run };
  }
  export = autocannon;
}
