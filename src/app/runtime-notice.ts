/**
 * `oidc-provider` looks for the LTS label that the packaged Node 26 does not carry and says on every start that the
 * runtime is unsupported. Imported before everything else, this drops that one line and no other.
 */
const warn = console.warn;
console.warn = (...words: unknown[]) => {
  if (!String(words[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...words);
};
