/** Clients that create tasks and complete each, without end. What is answered with 503 they send again, as it says. */
export class ApiLoad {
  /** Ids of tasks whose last answer was a success. */
  readonly completed: string[] = [];
  /** Answers with 503. */
  readonly refusals: Response[] = [];
  readonly #api: string;
  readonly #clients: Promise<unknown>;
  #stopped = false;

  /** @param api its address */
  constructor(api: string, clients: number) {
    this.#api = api;
    this.#clients = Promise.all(Array.from({ length: clients }, (_, name) => this.#use(name)));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#clients;
  }

  async #use(name: number): Promise<void> {
    for (let n = 1; !this.#stopped; n++) {
      const created = await this.#patiently('POST', '/api/tasks', { title: `${name}.${n}` });
      const address = created.headers.get('location') ?? '';
      await this.#patiently('PUT', address, { status: 'completed' });
      this.completed.push(address.slice('/api/tasks/'.length));
    }
  }

  async #patiently(method: string, path: string, body: object): Promise<Response> {
    const init = { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    for (;;) {
      const response = await fetch(`${this.#api}${path}`, init);
      if (response.ok) return response;
      if (response.status !== 503) throw new Error(`answered with ${response.status}: ${await response.text()}`);
      this.refusals.push(response);
      await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(response.headers.get('retry-after'))));
    }
  }
}
