import { fail, type Outcome, ok } from '#kernel';
import { type LinkWish, linkContents, linkHours, longestLabel, passcodeLength } from './contract.ts';
import type { Reader } from './read-link.ts';

function isLine(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= longest && !/\p{Cc}/u.test(value);
}

/** Reads what a person wants to hand over. What is not known is refused, never dropped. */
export function parseLink(body: unknown): Outcome<LinkWish> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return fail('request.bad', 'The body must be an object.');
  }
  const { content, label, hours, passcode, language, ...others } = body as Record<string, unknown>;
  if (Object.keys(others).length > 0) return fail('request.bad', 'The body has a member that is not known.');
  const known = linkContents.find((one) => one === content);
  if (known === undefined) return fail('request.bad', `content must be one of ${linkContents.join(', ')}.`, 'content');
  if (!isLine(label, longestLabel))
    return fail('request.bad', `label must have 1 to ${longestLabel} characters.`, 'label');
  const { least, most } = linkHours;
  if (typeof hours !== 'number' || !Number.isInteger(hours) || hours < least || hours > most) {
    return fail('request.bad', `hours must be a whole number from ${least} to ${most}.`, 'hours');
  }
  if (typeof language !== 'string' || !/^[a-z]{2,3}(-[A-Z]{2})?$/.test(language)) {
    return fail('request.bad', 'language must be a language tag.', 'language');
  }
  const wish = { content: known, label: label.trim(), hours, language };
  if (passcode === undefined) return ok(wish);
  if (!isLine(passcode, passcodeLength.most) || passcode.length < passcodeLength.least) {
    const { least: fewest, most: longest } = passcodeLength;
    return fail('request.bad', `passcode must have ${fewest} to ${longest} characters.`, 'passcode');
  }
  return ok({ ...wish, passcode });
}

const longestRecipient = 100;

/** Who says that he reads a link; asked for, because the person finds it in her log. */
export function parseReader(recipient: unknown, address: string | undefined): Outcome<Reader> {
  if (!isLine(recipient, longestRecipient)) {
    return fail('request.bad', `recipient must have 1 to ${longestRecipient} characters.`, 'recipient');
  }
  return ok({ recipient: recipient.trim(), ...(address === undefined ? {} : { address }) });
}

export interface ManifestRequest {
  readonly recipient: unknown;
  readonly passcode: string | undefined;
  readonly embeddedLengthMax: number | undefined;
}

/** The body of a manifest request; members that are not known are passed over, as the specification lets others add some. */
export function parseManifestRequest(body: unknown): Outcome<ManifestRequest> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return fail('request.bad', 'The body must be an object.');
  }
  const { recipient, passcode, embeddedLengthMax } = body as Record<string, unknown>;
  if (passcode !== undefined && (typeof passcode !== 'string' || passcode.length > passcodeLength.most)) {
    return fail('request.bad', 'passcode must be text.', 'passcode');
  }
  if (
    embeddedLengthMax !== undefined &&
    (typeof embeddedLengthMax !== 'number' || !Number.isFinite(embeddedLengthMax))
  ) {
    return fail('request.bad', 'embeddedLengthMax must be a number.', 'embeddedLengthMax');
  }
  return ok({ recipient, passcode, embeddedLengthMax });
}
