import type { FastifyInstance } from 'fastify';
import type { PatientElements } from '../persons/patient-elements.ts';
import { isQualified, strictTraitsOf } from '../persons/strict-traits.ts';
import type { InsiAnswer, InsiIdentity, InsiQuestion } from './contract.ts';
import { insiName, readInsiQuestion, writeInsiAnswer, writeInsiFault } from './soap.ts';

export const simulatedInsiPath = '/simulated/insi';
const largestQuestion = 16 * 1024;

/**
 * A simulated teleservice INSi for demonstration nodes and tests, at `/simulated/insi`: it speaks the messages of the real one
 * and knows `people` alone, without asking who asks. What is no question is a technical fault, as it is there.
 */
export function registerSimulatedInsi(app: FastifyInstance, people: () => Promise<readonly InsiIdentity[]>): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(/^application\/soap\+xml/, { parseAs: 'string' }, (_, body, done) => done(null, body));
    scope.post(simulatedInsiPath, { bodyLimit: largestQuestion }, async (request, reply) => {
      const question = typeof request.body === 'string' ? readInsiQuestion(request.body) : undefined;
      reply.type('application/soap+xml; charset=utf-8');
      if (question === undefined) return reply.code(500).send(writeInsiFault('siram_40', 'insi_102'));
      return reply.send(writeInsiAnswer(answerOf(question, await people())));
    });
  });
}

function answerOf(question: InsiQuestion, people: readonly InsiIdentity[]): InsiAnswer {
  const found = people.filter(
    ({ birthName, givenNames, sex, birthDate, birthPlace }) =>
      insiName(birthName) === insiName(question.birthName) &&
      insiName(givenNames).split(' ').includes(insiName(question.givenName)) &&
      sex === question.sex &&
      birthDate === question.birthDate &&
      (question.birthPlace === undefined || birthPlace === question.birthPlace),
  );
  const [only, ...others] = new Map(found.map((identity) => [identity.ins, identity])).values();
  if (only === undefined) return { found: 'none' };
  return others.length > 0 ? { found: 'several' } : { found: 'one', identity: only };
}

/** A person of the demonstration as the simulated register has her; undefined whose identity is not qualified. */
export function registeredIdentity(patient: PatientElements): InsiIdentity | undefined {
  const { birthName, givenNames, sex, birthDate, birthPlace, ins } = strictTraitsOf(patient);
  const [only] = ins;
  if (!isQualified(patient) || only === undefined || birthName === undefined || givenNames === undefined)
    return undefined;
  if (birthDate === undefined || (sex !== 'male' && sex !== 'female')) return undefined;
  return {
    ins: only.value,
    domain: only.system.replace(/^urn:oid:/, ''),
    birthName: insiName(birthName),
    givenNames: insiName(givenNames),
    sex,
    birthDate,
    ...(birthPlace === undefined ? {} : { birthPlace }),
  };
}
