/** What the suite uses of TestScript (FHIR R4, testscript.html): requests, and asserts on their answers. */
export interface TestScript {
  readonly id: string;
  readonly title: string;
  readonly test: readonly { readonly id: string; readonly action: readonly Action[] }[];
}

interface Action {
  readonly operation?: {
    readonly type?: { readonly code?: string };
    readonly resource?: string;
    readonly params?: string;
    readonly requestHeader?: readonly { readonly field: string; readonly value: string }[];
  };
  readonly assert?: {
    readonly label?: string;
    readonly operator?: string;
    readonly responseCode?: string;
    readonly contentType?: string;
    readonly responseBody?: string;
    readonly headerField?: string;
  };
}

export interface ServerAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Asks the server for an address below its base. */
export type AskServer = (path: string, headers: Readonly<Record<string, string>>) => Promise<ServerAnswer>;

/** What does not hold, by the label of its assert; nothing where the script passes. What is not understood does not hold. */
export async function runTestScript(script: TestScript, ask: AskServer): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { action } of script.test) {
    let answer: ServerAnswer | undefined;
    for (const { operation, assert } of action) {
      if (operation !== undefined) answer = await ask(pathOf(operation), headersOf(operation));
      if (assert === undefined) continue;
      const { label = 'assert' } = assert;
      if (answer === undefined) failed.push(`${label}: nothing was asked`);
      else if (!holds(assert, answer)) failed.push(`${label}: the answer was ${answer.status}`);
    }
  }
  return failed;
}

function pathOf({ type, resource = '', params = '' }: NonNullable<Action['operation']>): string {
  switch (type?.code) {
    case 'capabilities':
      return 'metadata';
    case 'history':
      return `${resource}/_history${params}`;
    case 'read':
    case 'search':
      return `${resource}${params}`.replace(/^\//, '');
    default:
      throw new Error(`The operation ${type?.code} is not understood`);
  }
}

function headersOf({ requestHeader = [] }: NonNullable<Action['operation']>): Readonly<Record<string, string>> {
  return { accept: 'application/fhir+json', ...Object.fromEntries(requestHeader.map((one) => [one.field, one.value])) };
}

function holds(assert: NonNullable<Action['assert']>, answer: ServerAnswer): boolean {
  const { operator = 'equals', responseCode, contentType, responseBody, headerField } = assert;
  if (responseCode !== undefined) return compare(operator, String(answer.status), responseCode);
  if (contentType !== undefined) return compare(operator, answer.headers.get('content-type') ?? '', contentType);
  if (responseBody !== undefined) return compare(operator, answer.body, responseBody);
  if (headerField !== undefined) return compare(operator, answer.headers.get(headerField) ?? '', '');
  return false;
}

function compare(operator: string, is: string, meant: string): boolean {
  switch (operator) {
    case 'equals':
      return is === meant;
    case 'notEquals':
      return is !== meant;
    case 'in':
      return meant.split(',').includes(is);
    case 'notIn':
      return !meant.split(',').includes(is);
    case 'contains':
      return is.includes(meant);
    case 'notEmpty':
      return is !== '';
    case 'matchesRegex':
      return new RegExp(meant).test(is);
    default:
      return false;
  }
}
