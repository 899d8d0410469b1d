/** A query of `queries.yaml`, as far as it is needed to ask it. */
export interface Query {
  readonly name: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Placeholders of path and params, with what each is a sample of. */
  readonly sample: Readonly<Record<string, string>>;
  /** What other servers were seen to answer, by their names. */
  readonly observed: Readonly<Record<string, string>>;
}

/**
 * Reads the part of YAML that the file is written in: a list of maps whose values are scalars on one line, or maps of
 * such. Throws at anything else, so that nothing is passed over.
 */
export function readQueries(text: string): readonly Query[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  if (lines[0] !== 'queries:') throw new Error('The file does not begin with its queries');
  const found: Record<string, unknown>[] = [];
  let inner: Record<string, string> | undefined;
  for (const line of lines.slice(1)) {
    const parts = /^( *)(- )?("[^"]+"|[\w:-]+):(?: +(.*))?$/.exec(line);
    if (parts === null) throw new Error(`A line is not understood: ${line}`);
    const [, indent = '', dash, name = '', value = ''] = parts;
    if (dash !== undefined) found.push({});
    const current = found.at(-1);
    if (current === undefined) throw new Error(`A line stands in no query: ${line}`);
    if (indent.length === 6 && inner !== undefined) inner[scalar(name)] = scalar(value);
    else if (value === '') {
      inner = {};
      current[name] = inner;
    } else current[name] = scalar(value);
  }
  return found.map((one) => ({
    name: String(one.name),
    path: String(one.path),
    params: (one.params ?? {}) as Record<string, string>,
    headers: (one.headers ?? {}) as Record<string, string>,
    sample: (one.sample ?? {}) as Record<string, string>,
    observed: Object.fromEntries(
      Object.entries(one).flatMap(([name, value]) =>
        name.startsWith('expected_') && value !== '?' ? [[name.slice('expected_'.length), String(value)]] : [],
      ),
    ),
  }));
}

/** Quoted, or plain up to a comment. */
function scalar(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  return quoted?.replaceAll(/\\(.)/g, '$1') ?? text.replace(/\s+#.*$/, '').trim();
}
