import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from './temporary-tree.js';

/** What a tool of this repository says in JSON about a folder; its exit code only tells that it found something. */
export function answerOf<Answer>(program: string, args: readonly string[], folder: string): Promise<Answer> {
  const command = [join(root, 'node_modules', program), ...args];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, command, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (stdout === '') reject(error ?? new Error(stderr));
      else resolve(JSON.parse(stdout) as Answer);
    });
  });
}
