import { type Outcome, ok } from '#kernel';
import { rowedParams } from '../index-rows.ts';
import { codeKey, namesPerson, secretKey, systemMark, tokenKey } from '../keys.ts';
import { type Context, misfit, sameResource, unsupportedModifier } from './criterion-context.ts';
import { hasOneOf } from './held-keys.ts';
import { textCondition } from './string-condition.ts';

export function tokenCondition(context: Context): Outcome<string> {
  const { statement, types, criterion, near } = context;
  const { parameter, modifier, values } = criterion;
  if (modifier === 'text') return textCondition(context);
  if (modifier !== undefined && modifier !== 'not' && modifier !== 'of-type') return unsupportedModifier(criterion);
  const param = modifier === 'of-type' ? `${parameter.code}:of-type` : parameter.code;
  const coded: { readonly code: string; readonly system?: string }[] = [];
  const marks: string[] = [];
  for (const value of values) {
    if (value.kind !== 'token') return misfit(criterion);
    const { system, code } = value;
    if (code !== undefined) coded.push(system === undefined ? { code } : { code, system });
    else if (system !== undefined) marks.push(...types.map((type) => systemMark(type, param, system)));
    else return misfit(criterion);
  }
  if (near !== undefined && modifier === undefined && marks.length === 0 && rowedParams.has(parameter.code)) {
    return ok(codeRowCondition(context, coded));
  }
  const keys = types.flatMap((type) =>
    coded.flatMap(({ system, code }) =>
      // An identifier's type is asked for without its system where none is given.
      keysOf(statement, type, param, { code, system: modifier === 'of-type' && system === '' ? undefined : system }),
    ),
  );
  const either = [
    ...(keys.length > 0 ? [hasOneOf(statement, 'r.keys', keys)] : []),
    ...(marks.length > 0 ? [hasOneOf(statement, 'r.marks', marks)] : []),
  ];
  const condition = either.length === 1 ? (either[0] ?? 'false') : `(${either.join(' or ')})`;
  return ok(modifier === 'not' ? `not (${condition})` : condition);
}

/** The key of a token; of one that names a person also the one that rows from before the secret have. */
function keysOf(
  { secret }: Context['statement'],
  type: string,
  param: string,
  token: { readonly system?: string | undefined; readonly code: string },
): readonly string[] {
  const { system, code } = token;
  const plain = system === undefined ? codeKey(type, param, code) : tokenKey(type, param, system, code);
  return secret === undefined || !namesPerson(type, param) ? [plain] : [secretKey(secret, type, param, token), plain];
}

function codeRowCondition(
  context: Context,
  coded: readonly { readonly code: string; readonly system?: string }[],
): string {
  const { statement, types, criterion, near = [] } = context;
  const param = criterion.parameter.code;
  const rows = types.flatMap((type) =>
    coded.map(({ system, code }) => {
      const row = `x.code_key = ${statement.bind(codeKey(type, param, code))}::bigint`;
      if (system === undefined) return row;
      return `(${row} and x.key = ${statement.bind(tokenKey(type, param, system, code))}::bigint)`;
    }),
  );
  const any = `(${rows.join(' or ')})`;
  const [person, ...otherPersons] = near;
  const [type, ...otherTypes] = types;
  if (person !== undefined && type !== undefined && otherPersons.length + otherTypes.length === 0) {
    // The ids first, then their rows: as a join, a server without statistics might try each pair of both.
    return `r.id = any (array(select x.id from resource_code x
      where x.compartment = ${statement.bind(person)}::text and x.type = ${statement.bind(type)}::text and ${any}))`;
  }
  return `exists (select 1 from resource_code x
      where ${sameResource(context)}
        and ${any})`;
}

/** The identifier by which a reference names its target, whether or not it leads anywhere. */
export function identifierCondition({ statement, types, criterion }: Omit<Context, 'near'>): Outcome<string> {
  const param = `${criterion.parameter.code}:identifier`;
  const either: string[] = [];
  for (const value of criterion.values) {
    if (value.kind !== 'token') return misfit(criterion);
    const { system, code } = value;
    if (code === undefined) {
      if (system === undefined) return misfit(criterion);
      const marks = types.map((type) => systemMark(type, param, system));
      either.push(hasOneOf(statement, 'r.marks', marks));
    } else {
      const keys = types.flatMap((type) => keysOf(statement, type, param, { system, code }));
      either.push(hasOneOf(statement, 'r.keys', keys));
    }
  }
  return ok(`(${either.join(' or ')})`);
}
