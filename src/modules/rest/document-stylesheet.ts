import type { FastifyInstance } from 'fastify';
import { documentStylesheet } from '#documents';

/** The stylesheet that pages of documents link to; the policy of the pages allows none inside them. */
export function registerDocumentStylesheet(app: FastifyInstance): void {
  app.get('/assets/document.css', async (_request, reply) =>
    reply
      .header('content-type', 'text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send(documentStylesheet),
  );
}
