import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

const base64url = /^[A-Za-z0-9_-]+$/;
/** Bytes of a credential id (WebAuthn, 4) in base64url, and characters of anything else that a browser sends. */
const longestId = 1_364;
const longestPart = 8_192;
const longestList = 8;
const transportForm = /^[a-z-]{1,20}$/;

type Parts = Readonly<Record<string, unknown>>;

/** What `navigator.credentials.create` gave, bounded and in its form; what is in it is still to be verified. */
export function readCreated(value: unknown): RegistrationResponseJSON | undefined {
  const answer = readAnswer(value);
  if (answer === undefined) return undefined;
  const { clientDataJSON, attestationObject, transports } = answer.parts;
  if (!isPart(clientDataJSON) || !isPart(attestationObject)) return undefined;
  return {
    id: answer.id,
    rawId: answer.id,
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON, attestationObject, transports: readTransports(transports) },
  };
}

/** What `navigator.credentials.get` gave, in the same way. A discoverable credential always says whose it is. */
export function readSigned(
  value: unknown,
): (AuthenticationResponseJSON & { readonly response: { readonly userHandle: string } }) | undefined {
  const answer = readAnswer(value);
  if (answer === undefined) return undefined;
  const { clientDataJSON, authenticatorData, signature, userHandle } = answer.parts;
  if (!isPart(clientDataJSON) || !isPart(authenticatorData) || !isPart(signature) || !isPart(userHandle)) {
    return undefined;
  }
  return {
    id: answer.id,
    rawId: answer.id,
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON, authenticatorData, signature, userHandle },
  };
}

function readAnswer(value: unknown): { readonly id: string; readonly parts: Parts } | undefined {
  const { id, rawId, type, response } = isObject(value) ? value : {};
  if (typeof id !== 'string' || id.length > longestId || !base64url.test(id)) return undefined;
  if (rawId !== id || type !== 'public-key' || !isObject(response)) return undefined;
  return { id, parts: response };
}

function readTransports(value: unknown): string[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value.slice(0, longestList) : [];
  return listed.filter((each): each is string => typeof each === 'string' && transportForm.test(each));
}

function isPart(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestPart && base64url.test(value);
}

function isObject(value: unknown): value is Parts {
  return typeof value === 'object' && value !== null;
}
