import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** For who asks for it, from a size on where it is worth its while. Bodies of requests are not decompressed. */
export async function compressAnswers(fastify: FastifyInstance): Promise<void> {
  await fastify.register(compress, { globalDecompression: false });
  // Fastify puts what drops the body of a HEAD first: then its headers would be those of an answer without compression.
  fastify.addHook('onRoute', ({ method, onSend }) => {
    if (method === 'HEAD' && Array.isArray(onSend)) onSend.push(...onSend.splice(0, 1));
  });
}
