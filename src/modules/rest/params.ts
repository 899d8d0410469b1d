import { fail, type Outcome, ok } from '#kernel';

/** Parameters of one request; more are a mistake or an attack. */
const mostParams = 200;

/**
 * The parameters of a query string or form. Refuses broken percent-encoding, bytes that are not UTF-8, and control
 * characters, which no search value holds.
 */
export function paramsOf(query: string): Outcome<URLSearchParams> {
  if (query === '') return ok(new URLSearchParams());
  try {
    decodeURIComponent(query.replaceAll('+', ' '));
  } catch {
    return fail('request.bad', 'The query is not well formed: check its percent-encoding.');
  }
  const params = new URLSearchParams(query);
  let count = 0;
  for (const [name, value] of params) {
    count += 1;
    if (count > mostParams) return fail('search.too-broad', `A request has at most ${mostParams} parameters.`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    if (/[\u0000-\u001f\u007f]/.test(name) || /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(value)) {
      return fail('request.bad', 'The query has a control character.');
    }
  }
  return ok(params);
}
