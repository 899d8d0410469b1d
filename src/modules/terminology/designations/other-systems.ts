import type { DesignationTable } from './table.ts';

const orphacodes = `
324 | Fabry disease | Maladie de Fabry | Doença de Fabry | Morbus Fabry | Enfermedad de Fabry
586 | Cystic fibrosis | Mucoviscidose | Fibrose quística | Mukoviszidose | Fibrosis quística
355 | Gaucher disease | Maladie de Gaucher | Doença de Gaucher | Morbus Gaucher | Enfermedad de Gaucher
365 | Pompe disease | Maladie de Pompe | Doença de Pompe | Morbus Pompe | Enfermedad de Pompe
558 | Marfan syndrome | Syndrome de Marfan | Síndrome de Marfan | Marfan-Syndrom | Síndrome de Marfan
399 | Huntington disease | Maladie de Huntington | Doença de Huntington | Chorea Huntington | Enfermedad de Huntington
716 | Phenylketonuria | Phénylcétonurie | Fenilcetonúria | Phenylketonurie | Fenilcetonuria
`;

/** Rare diseases, routes and dose forms, units that are words. */
export const otherSystems: readonly DesignationTable[] = [
  // Both forms of the system's address are in use.
  { system: 'https://www.orpha.net', lines: orphacodes },
  { system: 'http://www.orpha.net', lines: orphacodes },
  {
    system: 'http://standardterms.edqm.eu',
    lines: `
20053000 | By mouth | Voie orale | Via oral | Zum Einnehmen | Vía oral
20020000 | Inhaled | Voie inhalée | Via inalatória | Zum Inhalieren | Vía inhalatoria
20066000 | Under the skin | Voie sous-cutanée | Via subcutânea | Subkutan | Vía subcutánea
20045000 | Into a vein | Voie intraveineuse | Via intravenosa | Intravenös | Vía intravenosa
20035000 | Into a muscle | Voie intramusculaire | Via intramuscular | Intramuskulär | Vía intramuscular
20049000 | Into the nose | Voie nasale | Via nasal | Nasal | Vía nasal
20003000 | On the skin | Voie cutanée | Via cutânea | Auf die Haut | Vía cutánea
20051000 | Into the eye | Voie ophtalmique | Via oftálmica | Ins Auge | Vía oftálmica
20067000 | Under the tongue | Voie sublinguale | Via sublingual | Unter die Zunge | Vía sublingual
20061000 | Into the rectum | Voie rectale | Via retal | Rektal | Vía rectal
10219000 | Tablet | Comprimé | Comprimido | Tablette | Comprimido
10221000 | Film-coated tablet | Comprimé pelliculé | Comprimido revestido por película | Filmtablette | Comprimido recubierto con película
10210000 | Hard capsule | Gélule | Cápsula | Hartkapsel | Cápsula dura
10211000 | Soft capsule | Capsule molle | Cápsula mole | Weichkapsel | Cápsula blanda
11109000 | Inhalation powder | Poudre pour inhalation | Pó para inalação | Pulver zur Inhalation | Polvo para inhalación
11107000 | Pressurised inhalation, suspension | Suspension pour inhalation en flacon pressurisé | Suspensão pressurizada para inalação | Druckgasinhalation, Suspension | Suspensión para inhalación en envase a presión
11201000 | Solution for injection | Solution injectable | Solução injetável | Injektionslösung | Solución inyectable
50043000 | Powder for concentrate for solution for infusion | Poudre pour solution à diluer pour perfusion | Pó para concentrado para solução para perfusão | Pulver für ein Konzentrat zur Herstellung einer Infusionslösung | Polvo para concentrado para solución para perfusión
10105000 | Oral solution | Solution buvable | Solução oral | Lösung zum Einnehmen | Solución oral
10502000 | Cream | Crème | Creme | Creme | Crema
10604000 | Eye drops | Collyre | Colírio | Augentropfen | Colirio
10808000 | Nasal spray | Pulvérisation nasale | Pulverização nasal | Nasenspray | Pulverización nasal
10225000 | Dispersible tablet | Comprimé dispersible | Comprimido dispersível | Tablette zur Herstellung einer Suspension | Comprimido dispersable
15054000 | Tablet | Comprimé | Comprimido | Tablette | Comprimido
15001000 | Actuation | Bouffée | Inalação | Sprühstoß | Pulsación
`,
  },
  {
    system: 'http://unitsofmeasure.org',
    lines: `
/min | per minute | par minute | por minuto | pro Minute | por minuto
{beats}/min | beats per minute | battements par minute | batimentos por minuto | Schläge pro Minute | latidos por minuto
{breaths}/min | breaths per minute | respirations par minute | respirações por minuto | Atemzüge pro Minute | respiraciones por minuto
{puff} | puff(s) | bouffée(s) | inalação(ões) | Hub/Hübe | inhalación(es)
{tbl} | tablet(s) | comprimé(s) | comprimido(s) | Tablette(n) | comprimido(s)
{tablet} | tablet(s) | comprimé(s) | comprimido(s) | Tablette(n) | comprimido(s)
{capsule} | capsule(s) | gélule(s) | cápsula(s) | Kapsel(n) | cápsula(s)
{dose} | dose(s) | dose(s) | dose(s) | Dosis/Dosen | dosis
{drop} | drop(s) | goutte(s) | gota(s) | Tropfen | gota(s)
{spray} | spray(s) | pulvérisation(s) | pulverização(ões) | Sprühstoß/-stöße | pulverización(es)
{pack}.a | pack-years | paquets-années | unidades maço-ano | Packungsjahre | paquetes-año
{wine_glasses}/d | glasses of wine per day | verres de vin par jour | copos de vinho por dia | Gläser Wein pro Tag | copas de vino al día
{drinks}/d | drinks per day | verres par jour | bebidas por dia | Getränke pro Tag | bebidas al día
{drinks}/wk | drinks per week | verres par semaine | bebidas por semana | Getränke pro Woche | bebidas a la semana
{score} | points | points | pontos | Punkte | puntos
{#} | number | nombre | número | Anzahl | número
s | seconds | secondes | segundos | Sekunden | segundos
min | minutes | minutes | minutos | Minuten | minutos
h | hours | heures | horas | Stunden | horas
d | days | jours | dias | Tage | días
wk | weeks | semaines | semanas | Wochen | semanas
mo | months | mois | meses | Monate | meses
a | years | ans | anos | Jahre | años
[iU] | units | unités | unidades | Einheiten | unidades
[IU] | units | unités | unidades | Einheiten | unidades
U | units | unités | unidades | Einheiten | unidades
{INR} | INR | INR | INR | INR | INR
% | % | % | % | % | %
`,
  },
];
