import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { isApiProblem } from './api.ts';
import type { MessageKey } from './languages/index.ts';

/** Has the browser make a passkey by the options of the node; its answer goes back to the node as it is. */
export function makePasskey(options: unknown): Promise<object> {
  return startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON });
}

/** Has the browser sign the node's challenge with a passkey that the person chooses. */
export function signWithPasskey(options: unknown): Promise<object> {
  return startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON });
}

/** What to tell a person of a passkey that was not made or not taken; undefined where the problem is another one. */
export function passkeyTrouble(problem: unknown): MessageKey | undefined {
  if (isApiProblem(problem)) return problem.code === 'sign-in.refused' ? 'passkey.trouble.refused' : undefined;
  if (!(problem instanceof Error)) return undefined;
  // Names of WebAuthn, 5.1.3 and 5.1.4. What a browser calls not allowed is most often a person who closed its window.
  if (problem.name === 'NotAllowedError' || problem.name === 'AbortError') return 'passkey.trouble.cancelled';
  if (problem.name === 'InvalidStateError') return 'passkey.trouble.known';
  return 'passkey.trouble.unable';
}
