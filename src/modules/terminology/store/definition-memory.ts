import { AsyncLocalStorage } from 'node:async_hooks';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { Database } from '#db';
import type { Definition } from '#fhir';
import { type KeptDefinition, noteChange } from './catalogue.ts';

/** Definitions that came with imports, those that were asked for last, parsed. */
export interface DefinitionMemory {
  get(name: KeptDefinition): Definition | undefined;
  load(name: KeptDefinition): Promise<void>;
}

const mostText = 64 * 1024 * 1024;
const deflated = promisify(deflate);
const inflated = promisify(inflate);

/** Keeps a definition that comes with an import; the same version of it is replaced. */
export async function keepDefinition(db: Database, definition: Definition, format: string): Promise<void> {
  const { url, version, title, name, supplements, resourceType } = definition;
  const text = await deflated(JSON.stringify(definition));
  await db.transaction(async (tx) => {
    await noteChange(tx);
    await tx.query(
      `insert into terminology_definition (url, version, type, title, supplements, text, format)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (url, version) do update
         set type = excluded.type, title = excluded.title, supplements = excluded.supplements, text = excluded.text,
             format = excluded.format, imported = clock_timestamp()`,
      [url, version ?? '', resourceType, title ?? name, supplements, text, format],
    );
  });
}

export function createDefinitionMemory(db: Database): DefinitionMemory {
  /** Least lately used first. */
  const held = new Map<string, { readonly definition: Definition; readonly length: number }>();
  const outside = AsyncLocalStorage.snapshot();
  let size = 0;
  const nameOf = ({ url, version, stamp }: KeptDefinition) => `${url}|${version}|${stamp}`;

  const load = async (name: KeptDefinition) => {
    const [row] = await db.query<{ text: Uint8Array }>(
      'select text from terminology_definition where url = $1 and version = $2',
      [name.url, name.version],
    );
    if (row === undefined || held.has(nameOf(name))) return;
    const text = (await inflated(row.text)).toString();
    held.set(nameOf(name), { definition: JSON.parse(text) as Definition, length: text.length });
    size += text.length;
    for (const [other, { length }] of held) {
      if (size <= mostText || other === nameOf(name)) break;
      held.delete(other);
      size -= length;
    }
  };

  return {
    get(name) {
      const found = held.get(nameOf(name));
      if (found === undefined) return undefined;
      held.delete(nameOf(name));
      held.set(nameOf(name), found);
      return found.definition;
    },
    load: (name) => outside(() => load(name)),
  };
}
