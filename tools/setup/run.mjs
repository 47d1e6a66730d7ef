import { spawn } from 'node:child_process';

/** Runs to the end; what it wrote comes back only inside the error, since progress has the terminal meanwhile. */
export function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    const stop = (signal) => child.kill(signal);
    process.on('SIGINT', stop).on('SIGTERM', stop);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (code === 0) return resolve();
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      reject(new CommandFailed(`${command} ${args.join(' ')} ${how}`, Buffer.concat(output).toString('utf8')));
    });
  });
}

class CommandFailed extends Error {
  constructor(message, output) {
    super(message);
    this.output = output.trim();
  }
}
