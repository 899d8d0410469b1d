import { useState } from 'react';
import { Button, useI18n } from '#ui';
import type { ConceptView } from '../contract.ts';
import { ConceptLink } from './concept-link.tsx';

/** Names and properties that are shown before one asks for all. */
const firstLines = 12;

/** What a concept is called, language by language. */
export function Names({ concept }: { readonly concept: ConceptView }) {
  const { t, formats } = useI18n();
  const [all, setAll] = useState(false);
  const { designations } = concept;
  const shown = all ? designations : designations.slice(0, firstLines);
  return (
    <section className="card" aria-labelledby="terminology-words">
      <h2 id="terminology-words">{t('terminology.words')}</h2>
      {designations.length === 0 ? (
        <p className="muted">{t('terminology.words.none')}</p>
      ) : (
        <dl className="names">
          {shown.map(({ language, use, value }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a name may stand there twice
            <div key={place}>
              <dt>
                {language === undefined ? t('terminology.words.unknown') : formats.language(language)}
                {use === undefined ? null : (
                  <span className="names-use" lang="en">
                    {use}
                  </span>
                )}
              </dt>
              <dd lang={language}>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <All shown={shown.length} count={designations.length} onPress={() => setAll(true)} />
    </section>
  );
}

/** What the code system says of a concept beside its names. */
export function Properties({
  concept,
  version,
}: {
  readonly concept: ConceptView;
  readonly version: string | undefined;
}) {
  const { t } = useI18n();
  const [all, setAll] = useState(false);
  const { properties } = concept;
  const shown = all ? properties : properties.slice(0, firstLines);
  return (
    <section className="card" aria-labelledby="terminology-properties">
      <h2 id="terminology-properties">{t('terminology.properties')}</h2>
      {properties.length === 0 ? (
        <p className="muted">{t('terminology.properties.none')}</p>
      ) : (
        <dl className="names">
          {shown.map((property, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a property may have a value twice
            <div key={place}>
              <dt lang="en">{property.code}</dt>
              <dd>
                {property.concept ? <ConceptLink concept={property.concept} version={version} /> : property.value}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <All shown={shown.length} count={properties.length} onPress={() => setAll(true)} />
    </section>
  );
}

function All(props: { readonly shown: number; readonly count: number; readonly onPress: () => void }) {
  const { t, formats } = useI18n();
  if (props.shown >= props.count) return null;
  return (
    <Button kind="secondary" onPress={props.onPress}>
      {t('terminology.all', { count: formats.number(props.count) })}
    </Button>
  );
}
