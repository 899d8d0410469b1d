import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { readHead, signCheckpoint } from './checkpoint.ts';
import { leafHash } from './merkle.ts';
import {
  noteSigner,
  readNote,
  readSignatures,
  readVerifier,
  signText,
  verifiedBy,
  verifierText,
} from './signed-note.ts';

const at = new Date('2026-11-22T12:00:00Z');
const keyOf = () => generateKeyPairSync('ed25519').privateKey;
const log = noteSigner('node.example/fr', 'signature', keyOf());
const witness = noteSigner('node.example/pt', 'cosignature', keyOf());
const head = { origin: 'node.example/fr', size: 42, root: leafHash('anything') };
const checkpoint = signCheckpoint([log], head, at);

/** The note and the key that the specification prints as its example (c2sp.org/tlog-cosignature). */
const published = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;

test('a note as the specification prints it is read', () => {
  const note = readNote(published);
  expect(note?.signatures.map(({ name }) => name)).toEqual(['example.com/behind-the-sofa', 'witness.example.com/w1']);
  expect(note?.signatures[1]?.bytes.length).toBe(72);
  expect(readHead(note?.text ?? '')).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
});

test('a checkpoint says what its log signed, and a witness when it saw it', () => {
  const cosigned = checkpoint + signText(witness, readNote(checkpoint)?.text ?? '', at);
  const note = readNote(cosigned);
  if (note === undefined) throw new Error('the note is not read');
  expect(readHead(note.text)).toEqual(head);
  expect(verifiedBy(log, note)).toEqual({});
  expect(verifiedBy(witness, note)).toEqual({ at });
});

test('a key is known by its vkey, and one whose id is another’s is none', () => {
  const text = verifierText(log);
  expect(readVerifier(text)).toEqual({ name: log.name, kind: 'signature', publicKey: log.publicKey });
  const [name, id, material] = [
    text.split('+')[0],
    verifierText(witness).split('+')[1],
    text.split('+').slice(2).join('+'),
  ];
  expect(readVerifier(`${name}+${id}+${material}`)).toBeUndefined();
  for (const spoilt of ['', 'name', 'a b+00000000+AA==', `${text}AAAA`]) expect(readVerifier(spoilt)).toBeUndefined();
});

test('what is changed, signed by another key of that name, or taken from another kind is not verified', () => {
  const changed = readNote(checkpoint.replace('\n42\n', '\n43\n'));
  const other = noteSigner(log.name, 'signature', keyOf());
  const borrowed = noteSigner(log.name, 'cosignature', log.privateKey);
  const note = readNote(checkpoint);
  if (changed === undefined || note === undefined) throw new Error('the note is not read');
  expect(verifiedBy(log, changed)).toBeUndefined();
  expect(verifiedBy(other, note)).toBeUndefined();
  expect(verifiedBy(borrowed, note)).toBeUndefined();
});

test.each([
  ['nothing', ''],
  ['no signature', 'text\n\n'],
  ['no empty line', 'text\n— a AAAAAAAA\n'],
  ['a short signature', 'text\n\n— a AAAA\n'],
  ['a dash that is none', 'text\n\n- a AAAAAAAA\n'],
  ['no last newline', 'text\n\n— a AAAAAAAA'],
  ['too many signatures', `text\n\n${'— a AAAAAAAA\n'.repeat(33)}`],
  ['too large a text', `${'t'.repeat(20_000)}\n\n— a AAAAAAAA\n`],
])('%s is no note', (_, text) => {
  expect(readNote(text)).toBeUndefined();
});

test.each(['', '\n', 'x', 'origin\n01\n', `origin\n1\n${'A'.repeat(43)}\n`, 'origin\n-1\nAAAA\n'])(
  'no head is read from %j',
  (text) => {
    expect(readHead(text)).toBeUndefined();
  },
);

test('signatures without their newline are none', () => {
  expect(readSignatures('— a AAAAAAAA')).toBeUndefined();
});
