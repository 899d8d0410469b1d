import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access } from '#access';
import type { Audit } from '#audit';
import type { Caller, Identity } from '#identity';
import { type Clock, fail, type Outcome, ok } from '#kernel';
import { logEntry, mayAdminister, occasionOf } from '#records';
import { apiRoute } from '#rest';
import type { SharedTerminology, TerminologySource } from '#terminology';
import type { Catalogue } from './catalogue.ts';
import { pageOf, type Reader } from './concept-line.ts';
import type {
  CodeSystemView,
  ConceptPage,
  ConceptUses,
  ConceptView,
  SwitchAnswer,
  TerminologyOverview,
  VersionLine,
} from './contract.ts';
import { findContent } from './find-content.ts';
import { createFindUses } from './find-uses.ts';
import { overviewOf } from './overview.ts';
import { type Place, readPlace } from './read-place.ts';
import { searchAll, searchCodeSystem } from './search-concepts.ts';
import { topOf, viewCodeSystem } from './view-code-system.ts';
import { viewConcept } from './view-concept.ts';

export type { ListedCodeSystem, ListedDefinition } from './catalogue.ts';

export interface TerminologyBrowserOptions {
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
  readonly terminology: Pick<SharedTerminology, 'designate' | 'perform' | 'prepare' | 'use' | 'undo' | 'versions'>;
  /** What the node knows at this moment. */
  readonly current: () => Promise<KnownTerminology>;
}

export interface KnownTerminology {
  readonly source: TerminologySource;
  readonly catalogue: Catalogue;
}

/** For who runs the node: `/api/terminology`, what it knows of code systems, and which version of one is in use. */
export function registerTerminologyBrowser(app: FastifyInstance, options: TerminologyBrowserOptions): void {
  const findUses = createFindUses(options.terminology.perform);
  const get = (url: string, handler: (request: FastifyRequest, reader: Reader) => Promise<Outcome<unknown>>) =>
    apiRoute(app, {
      method: 'GET',
      url,
      identity: options.identity,
      handler: async (caller, request) => {
        const allowed = await mayAdminister(options, caller, 'terminology');
        return allowed.ok ? handler(request, readerOf(options, request)) : allowed;
      },
    });
  const findAt = async (place: Outcome<Place>) => {
    if (!place.ok) return place;
    const known = await options.current();
    const [content] = await Promise.all([
      findContent(known.source, place.value.system, place.value.version),
      options.terminology.prepare([place.value]),
    ]);
    return content === undefined ? notHere() : ok({ ...place.value, ...known, content });
  };
  const findConcept = async (request: FastifyRequest) => {
    const at = await findAt(readPlace(request.query, 'system', 'code'));
    if (!at.ok) return at;
    const index = at.value.content.indexOf(at.value.code);
    return index === -1 ? notHere() : ok({ ...at.value, index });
  };

  get(
    '/api/terminology',
    async (): Promise<Outcome<TerminologyOverview>> => ok(overviewOf((await options.current()).catalogue)),
  );

  get('/api/terminology/search', async (request, reader): Promise<Outcome<ConceptPage>> => {
    const place = readPlace(request.query, 'text');
    if (place.ok && place.value.system === '') {
      const { source, catalogue } = await options.current();
      const urls = catalogue.codeSystems.map(({ url }) => url);
      return ok(await searchAll(reader, source, urls, place.value.text));
    }
    const at = await findAt(place);
    return at.ok ? ok(searchCodeSystem(reader, at.value.content, at.value.text, at.value.from)) : at;
  });

  get('/api/terminology/code-system', async (request, reader): Promise<Outcome<CodeSystemView>> => {
    const at = await findAt(readPlace(request.query, 'system'));
    if (!at.ok) return at;
    const { content, source } = at.value;
    const { lines, switchable } = await versionsOf(options, source, content.header.url, content.header.version);
    return ok(viewCodeSystem(reader, content, lines, switchable));
  });

  get('/api/terminology/top', async (request, reader): Promise<Outcome<ConceptPage>> => {
    const at = await findAt(readPlace(request.query, 'system'));
    return at.ok ? ok(topOf(reader, at.value.content, at.value.from)) : at;
  });

  get('/api/terminology/children', async (request, reader): Promise<Outcome<ConceptPage>> => {
    const at = await findConcept(request);
    if (!at.ok) return at;
    const { content, index, from } = at.value;
    const children = content.childrenOf(index);
    return ok(pageOf(reader, content, children, from, { total: children.length }));
  });

  get('/api/terminology/concept', async (request, reader): Promise<Outcome<ConceptView>> => {
    const at = await findConcept(request);
    return at.ok ? ok(viewConcept(reader, at.value.content, at.value.index)) : at;
  });

  get('/api/terminology/uses', async (request, reader): Promise<Outcome<ConceptUses>> => {
    const at = await findConcept(request);
    if (!at.ok) return at;
    const { content, index, ...known } = at.value;
    return ok(await findUses(reader, known, content, content.codeAt(index)));
  });

  for (const act of ['use', 'undo'] as const) {
    apiRoute(app, {
      method: 'POST',
      url: `/api/terminology/${act}`,
      identity: options.identity,
      maxBody: 16 * 1024,
      handler: async (caller, request): Promise<Outcome<SwitchAnswer>> => {
        const allowed = await mayAdminister(options, caller, interactionOf(act));
        if (!allowed.ok) return allowed;
        const place = readPlace(request.body, 'system');
        if (!place.ok) return place;
        const { system, version = '' } = place.value;
        const switched =
          act === 'use' ? await options.terminology.use(system, version) : await options.terminology.undo(system);
        if (switched.ok) await logSwitch(options, caller, allowed.value, act);
        return switched;
      },
    });
  }
}

function notHere(): Outcome<never> {
  return fail('resource.not-found', 'The node has no such code system or code.');
}

/** Who reads: names are given in the language of the page. */
function readerOf({ terminology }: TerminologyBrowserOptions, request: FastifyRequest): Reader {
  const { language } = request.query as { readonly language?: unknown };
  const known = typeof language === 'string' && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(language);
  return { terminology, languages: known ? [language] : [] };
}

/** Versions that were imported can be put in use; those of definitions are in use by the rules of packages. */
async function versionsOf(
  { terminology }: TerminologyBrowserOptions,
  source: TerminologySource,
  url: string,
  shown: string | undefined,
): Promise<{ readonly lines: readonly VersionLine[]; readonly switchable: boolean }> {
  const imported = (await terminology.versions()).filter((one) => one.url === url);
  if (imported.length > 0) {
    const lines = imported.map(({ version, concepts, imported: at, inUse }) => ({
      ...(version === '' ? {} : { version }),
      inUse,
      concepts,
      imported: at.toISOString(),
    }));
    return { lines, switchable: imported.length > 1 };
  }
  const versions = source.versions(url);
  if (versions.length === 0)
    return { lines: [{ ...(shown === undefined ? {} : { version: shown }), inUse: true }], switchable: false };
  return { lines: versions.map((version, place) => ({ version, inUse: place === 0 })), switchable: false };
}

function interactionOf(act: 'use' | 'undo'): string {
  return act === 'use' ? 'switch terminology version' : 'undo terminology version';
}

async function logSwitch(
  { audit, clock }: TerminologyBrowserOptions,
  caller: Caller,
  rule: string,
  act: 'use' | 'undo',
): Promise<void> {
  const occasion = occasionOf({ clock }, caller, interactionOf(act), { rule, emergency: [] });
  await audit.record([logEntry(occasion, { action: 'administer', outcome: 'success', objects: [] })]);
}
