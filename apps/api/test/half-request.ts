import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const BODY = JSON.stringify({ title: 'in the middle' });
const HALF = BODY.length / 2;

/** A create whose body has arrived by half. */
export class HalfRequest {
  readonly #socket: Socket;
  #answer = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#answer += chunk;
    });
  }

  static async send(url: string): Promise<HalfRequest> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const request = new HalfRequest(socket);
    await once(socket, 'connect');
    const head = `POST /api/tasks HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}`;
    socket.write(`${head}\r\n\r\n${BODY.slice(0, HALF)}`);
    // The same event loop answers this one afterwards, so it has seen the half by then.
    await fetch(`${url}/ready`);
    return request;
  }

  complete(): void {
    this.#socket.write(BODY.slice(HALF));
  }

  /** What has come of it. */
  get answer(): string {
    return this.#answer;
  }
}
