import type { DesignationTable } from './table.ts';

const terminology = 'http://terminology.hl7.org/CodeSystem';

/** The HL7 code systems that the resources of a summary speak in. */
export const hl7: readonly DesignationTable[] = [
  {
    system: 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips',
    lines: `
no-allergy-info | No information about allergies | Aucune information sur les allergies | Sem informação sobre alergias | Keine Angaben zu Allergien | Sin información sobre alergias
no-known-allergies | No known allergies | Aucune allergie connue | Sem alergias conhecidas | Keine bekannten Allergien | Sin alergias conocidas
no-known-medication-allergies | No known medicine allergies | Aucune allergie médicamenteuse connue | Sem alergias medicamentosas conhecidas | Keine bekannten Medikamentenallergien | Sin alergias conocidas a medicamentos
no-known-environmental-allergies | No known environmental allergies | Aucune allergie environnementale connue | Sem alergias ambientais conhecidas | Keine bekannten Umweltallergien | Sin alergias ambientales conocidas
no-known-food-allergies | No known food allergies | Aucune allergie alimentaire connue | Sem alergias alimentares conhecidas | Keine bekannten Nahrungsmittelallergien | Sin alergias alimentarias conocidas
no-device-info | No information about devices | Aucune information sur les dispositifs | Sem informação sobre dispositivos | Keine Angaben zu Geräten | Sin información sobre dispositivos
no-known-devices | No known devices in use | Aucun dispositif connu | Sem dispositivos conhecidos | Keine bekannten Geräte | Sin dispositivos conocidos
no-immunization-info | No information about vaccinations | Aucune information sur les vaccinations | Sem informação sobre vacinas | Keine Angaben zu Impfungen | Sin información sobre vacunas
no-known-immunizations | No known vaccinations | Aucune vaccination connue | Sem vacinas conhecidas | Keine bekannten Impfungen | Sin vacunas conocidas
no-medication-info | No information about medicines | Aucune information sur les médicaments | Sem informação sobre medicamentos | Keine Angaben zu Medikamenten | Sin información sobre medicamentos
no-known-medications | No known medicines | Aucun médicament connu | Sem medicamentos conhecidos | Keine bekannten Medikamente | Sin medicamentos conocidos
no-problem-info | No information about health problems | Aucune information sur les problèmes de santé | Sem informação sobre problemas de saúde | Keine Angaben zu Gesundheitsproblemen | Sin información sobre problemas de salud
no-known-problems | No known health problems | Aucun problème de santé connu | Sem problemas de saúde conhecidos | Keine bekannten Gesundheitsprobleme | Sin problemas de salud conocidos
no-procedure-info | No information about procedures | Aucune information sur les interventions | Sem informação sobre procedimentos | Keine Angaben zu Eingriffen | Sin información sobre procedimientos
no-known-procedures | No known procedures | Aucune intervention connue | Sem procedimentos conhecidos | Keine bekannten Eingriffe | Sin procedimientos conocidos
`,
  },
  {
    system: `${terminology}/condition-clinical`,
    lines: `
active | Active | Actif | Ativo | Aktiv | Activo
recurrence | Recurrence | Récidive | Recorrência | Wiederaufgetreten | Recurrencia
relapse | Relapse | Rechute | Recaída | Rückfall | Recaída
inactive | Inactive | Inactif | Inativo | Inaktiv | Inactivo
remission | In remission | En rémission | Em remissão | In Remission | En remisión
resolved | Resolved | Résolu | Resolvido | Abgeklungen | Resuelto
`,
  },
  {
    system: `${terminology}/condition-ver-status`,
    lines: `
unconfirmed | Unconfirmed | Non confirmé | Não confirmado | Unbestätigt | Sin confirmar
provisional | Provisional | Provisoire | Provisório | Vorläufig | Provisional
differential | One of several possibilities | Diagnostic différentiel | Diagnóstico diferencial | Differentialdiagnose | Diagnóstico diferencial
confirmed | Confirmed | Confirmé | Confirmado | Bestätigt | Confirmado
refuted | Ruled out | Réfuté | Refutado | Widerlegt | Descartado
entered-in-error | Entered in error | Saisi par erreur | Registado por erro | Irrtümlich erfasst | Introducido por error
`,
  },
  {
    system: `${terminology}/condition-category`,
    lines: `
problem-list-item | Health problem | Problème de santé | Problema de saúde | Gesundheitsproblem | Problema de salud
encounter-diagnosis | Diagnosis of a visit | Diagnostic de consultation | Diagnóstico de consulta | Diagnose eines Besuchs | Diagnóstico de consulta
`,
  },
  {
    system: `${terminology}/allergyintolerance-clinical`,
    lines: `
active | Active | Active | Ativa | Aktiv | Activa
inactive | Inactive | Inactive | Inativa | Inaktiv | Inactiva
resolved | Resolved | Résolue | Resolvida | Abgeklungen | Resuelta
`,
  },
  {
    system: `${terminology}/allergyintolerance-verification`,
    lines: `
unconfirmed | Unconfirmed | Non confirmée | Não confirmada | Unbestätigt | Sin confirmar
presumed | Presumed | Présumée | Presumida | Vermutet | Supuesta
confirmed | Confirmed | Confirmée | Confirmada | Bestätigt | Confirmada
refuted | Ruled out | Réfutée | Refutada | Widerlegt | Descartada
entered-in-error | Entered in error | Saisie par erreur | Registada por erro | Irrtümlich erfasst | Introducida por error
`,
  },
  {
    system: 'http://hl7.org/fhir/allergy-intolerance-type',
    lines: `
allergy | Allergy | Allergie | Alergia | Allergie | Alergia
intolerance | Intolerance | Intolérance | Intolerância | Unverträglichkeit | Intolerancia
`,
  },
  {
    system: 'http://hl7.org/fhir/allergy-intolerance-category',
    lines: `
food | Food | Aliment | Alimento | Nahrungsmittel | Alimento
medication | Medicine | Médicament | Medicamento | Medikament | Medicamento
environment | Environment | Environnement | Ambiente | Umwelt | Ambiente
biologic | Biological substance | Substance biologique | Substância biológica | Biologischer Stoff | Sustancia biológica
`,
  },
  {
    system: 'http://hl7.org/fhir/allergy-intolerance-criticality',
    lines: `
low | Low risk | Risque faible | Risco baixo | Geringes Risiko | Riesgo bajo
high | High risk | Risque élevé | Risco elevado | Hohes Risiko | Riesgo alto
unable-to-assess | Risk not known | Risque indéterminé | Risco indeterminado | Risiko unbekannt | Riesgo indeterminado
`,
  },
  {
    system: 'http://hl7.org/fhir/reaction-event-severity',
    lines: `
mild | Mild | Légère | Ligeira | Leicht | Leve
moderate | Moderate | Modérée | Moderada | Mittel | Moderada
severe | Severe | Sévère | Grave | Schwer | Grave
`,
  },
  {
    system: 'http://hl7.org/fhir/CodeSystem/medication-statement-status',
    lines: `
active | Taking | En cours | Em curso | Wird genommen | En curso
completed | Finished | Terminé | Terminado | Beendet | Terminado
entered-in-error | Entered in error | Saisi par erreur | Registado por erro | Irrtümlich erfasst | Introducido por error
intended | Planned | Prévu | Previsto | Geplant | Previsto
stopped | Stopped | Arrêté | Suspenso definitivamente | Abgesetzt | Interrumpido
on-hold | Paused | Suspendu | Em pausa | Pausiert | En pausa
unknown | Unknown | Inconnu | Desconhecido | Unbekannt | Desconocido
not-taken | Not taken | Non pris | Não tomado | Nicht genommen | No tomado
`,
  },
  {
    system: 'http://hl7.org/fhir/CodeSystem/medicationrequest-status',
    lines: `
active | Current | En cours | Em curso | Laufend | En curso
on-hold | Paused | Suspendu | Em pausa | Pausiert | En pausa
cancelled | Cancelled | Annulé | Cancelado | Storniert | Cancelado
completed | Finished | Terminé | Terminado | Beendet | Terminado
entered-in-error | Entered in error | Saisi par erreur | Registado por erro | Irrtümlich erfasst | Introducido por error
stopped | Stopped | Arrêté | Suspenso definitivamente | Abgesetzt | Interrumpido
draft | Draft | Brouillon | Rascunho | Entwurf | Borrador
unknown | Unknown | Inconnu | Desconhecido | Unbekannt | Desconocido
`,
  },
  {
    system: 'http://hl7.org/fhir/event-status',
    lines: `
preparation | In preparation | En préparation | Em preparação | In Vorbereitung | En preparación
in-progress | In progress | En cours | Em curso | Läuft | En curso
not-done | Not done | Non fait | Não realizado | Nicht durchgeführt | No realizado
on-hold | Paused | Suspendu | Em pausa | Pausiert | En pausa
stopped | Stopped | Arrêté | Interrompido | Abgebrochen | Interrumpido
completed | Completed | Effectué | Realizado | Durchgeführt | Realizado
entered-in-error | Entered in error | Saisi par erreur | Registado por erro | Irrtümlich erfasst | Introducido por error
unknown | Unknown | Inconnu | Desconhecido | Unbekannt | Desconocido
`,
  },
  {
    system: 'http://hl7.org/fhir/device-statement-status',
    lines: `
active | In use | En usage | Em uso | In Gebrauch | En uso
completed | No longer used | Plus utilisé | Já não usado | Nicht mehr genutzt | Ya no se usa
entered-in-error | Entered in error | Saisi par erreur | Registado por erro | Irrtümlich erfasst | Introducido por error
intended | Planned | Prévu | Previsto | Geplant | Previsto
stopped | Stopped | Arrêté | Interrompido | Beendet | Interrumpido
on-hold | Paused | Suspendu | Em pausa | Pausiert | En pausa
`,
  },
  {
    system: 'http://hl7.org/fhir/observation-status',
    lines: `
registered | Registered | Enregistré | Registado | Erfasst | Registrado
preliminary | Preliminary | Préliminaire | Preliminar | Vorläufig | Preliminar
final | Final | Définitif | Final | Endgültig | Definitivo
amended | Amended | Modifié | Alterado | Ergänzt | Modificado
corrected | Corrected | Corrigé | Corrigido | Korrigiert | Corregido
cancelled | Cancelled | Annulé | Cancelado | Storniert | Cancelado
entered-in-error | Entered in error | Saisi par erreur | Registado por erro | Irrtümlich erfasst | Introducido por error
unknown | Unknown | Inconnu | Desconhecido | Unbekannt | Desconocido
`,
  },
  {
    system: 'http://hl7.org/fhir/request-status',
    lines: `
draft | Draft | Brouillon | Rascunho | Entwurf | Borrador
active | Active | En cours | Em curso | Aktiv | En curso
on-hold | Paused | Suspendu | Em pausa | Pausiert | En pausa
revoked | Withdrawn | Retiré | Revogado | Zurückgezogen | Revocado
completed | Completed | Terminé | Concluído | Abgeschlossen | Completado
entered-in-error | Entered in error | Saisi par erreur | Registado por erro | Irrtümlich erfasst | Introducido por error
unknown | Unknown | Inconnu | Desconhecido | Unbekannt | Desconocido
`,
  },
  {
    system: 'http://hl7.org/fhir/goal-status',
    lines: `
proposed | Proposed | Proposé | Proposto | Vorgeschlagen | Propuesto
planned | Planned | Prévu | Planeado | Geplant | Planificado
accepted | Accepted | Accepté | Aceite | Vereinbart | Aceptado
active | Active | En cours | Em curso | Aktiv | En curso
on-hold | Paused | Suspendu | Em pausa | Pausiert | En pausa
completed | Completed | Terminé | Concluído | Abgeschlossen | Completado
cancelled | Cancelled | Annulé | Cancelado | Storniert | Cancelado
`,
  },
  {
    system: 'http://hl7.org/fhir/administrative-gender',
    lines: `
female | Female | Femme | Feminino | Weiblich | Mujer
male | Male | Homme | Masculino | Männlich | Hombre
other | Other | Autre | Outro | Divers | Otro
unknown | Unknown | Inconnu | Desconhecido | Unbekannt | Desconocido
`,
  },
  {
    system: `${terminology}/v3-ActCode`,
    lines: `
AMB | Outpatient visit | Consultation | Consulta | Ambulanter Besuch | Consulta ambulatoria
EMER | Emergency | Urgences | Urgência | Notfall | Urgencias
IMP | Hospital stay | Hospitalisation | Internamento | Krankenhausaufenthalt | Hospitalización
ACUTE | Acute hospital stay | Hospitalisation aiguë | Internamento agudo | Akuter Krankenhausaufenthalt | Hospitalización aguda
HH | Home visit | Visite à domicile | Visita domiciliária | Hausbesuch | Visita a domicilio
VR | Video or telephone visit | Téléconsultation | Teleconsulta | Videosprechstunde | Teleconsulta
SS | Day hospital | Hospitalisation de jour | Hospital de dia | Tagesklinik | Hospital de día
`,
  },
  {
    system: `${terminology}/observation-category`,
    lines: `
laboratory | Laboratory | Biologie | Análises | Labor | Laboratorio
vital-signs | Vital signs | Signes vitaux | Sinais vitais | Vitalzeichen | Constantes vitales
social-history | Way of life | Mode de vie | Estilo de vida | Lebensweise | Estilo de vida
imaging | Imaging | Imagerie | Imagiologia | Bildgebung | Imagen
survey | Questionnaire | Questionnaire | Questionário | Fragebogen | Cuestionario
exam | Examination | Examen clinique | Exame clínico | Untersuchung | Exploración
procedure | Procedure | Acte | Procedimento | Eingriff | Procedimiento
therapy | Therapy | Traitement | Terapia | Therapie | Terapia
activity | Activity | Activité | Atividade | Aktivität | Actividad
`,
  },
  {
    system: `${terminology}/v2-0074`,
    lines: `
LAB | Laboratory | Biologie | Análises | Labor | Laboratorio
HM | Haematology | Hématologie | Hematologia | Hämatologie | Hematología
CH | Chemistry | Biochimie | Bioquímica | Klinische Chemie | Bioquímica
RAD | Radiology | Radiologie | Radiologia | Radiologie | Radiología
CUS | Heart ultrasound | Échographie cardiaque | Ecografia cardíaca | Herzultraschall | Ecografía cardíaca
EC | Electrocardiography | Électrocardiographie | Eletrocardiografia | Elektrokardiographie | Electrocardiografía
CG | Genetics | Génétique | Genética | Genetik | Genética
GE | Genetics | Génétique | Genética | Genetik | Genética
MB | Microbiology | Microbiologie | Microbiologia | Mikrobiologie | Microbiología
PF | Lung function | Exploration fonctionnelle respiratoire | Função respiratória | Lungenfunktion | Función pulmonar
SP | Surgical pathology | Anatomopathologie | Anatomia patológica | Pathologie | Anatomía patológica
`,
  },
  {
    system: `${terminology}/v3-ObservationInterpretation`,
    lines: `
N | Normal | Normal | Normal | Normal | Normal
A | Abnormal | Anormal | Anormal | Auffällig | Anormal
AA | Critically abnormal | Anormal critique | Anormal crítico | Kritisch auffällig | Anormal crítico
H | High | Élevé | Alto | Hoch | Alto
HH | Critically high | Très élevé (critique) | Criticamente alto | Kritisch hoch | Críticamente alto
L | Low | Bas | Baixo | Niedrig | Bajo
LL | Critically low | Très bas (critique) | Criticamente baixo | Kritisch niedrig | Críticamente bajo
POS | Positive | Positif | Positivo | Positiv | Positivo
NEG | Negative | Négatif | Negativo | Negativ | Negativo
`,
  },
  {
    system: `${terminology}/data-absent-reason`,
    lines: `
unknown | Unknown | Inconnu | Desconhecido | Unbekannt | Desconocido
asked-unknown | Asked, not known | Demandé, inconnu | Perguntado, desconhecido | Erfragt, unbekannt | Preguntado, desconocido
not-performed | Not done | Non réalisé | Não realizado | Nicht durchgeführt | No realizado
not-applicable | Not applicable | Sans objet | Não aplicável | Nicht zutreffend | No aplicable
error | Error | Erreur | Erro | Fehler | Error
`,
  },
  {
    system: `${terminology}/list-empty-reason`,
    lines: `
nilknown | None known | Aucun connu | Nenhum conhecido | Keine bekannt | Ninguno conocido
notasked | Not asked | Non demandé | Não perguntado | Nicht erfragt | No preguntado
withheld | Information withheld | Information non communiquée | Informação não comunicada | Angaben zurückgehalten | Información no comunicada
unavailable | Not available | Non disponible | Não disponível | Nicht verfügbar | No disponible
notstarted | Not started | Non commencé | Não iniciado | Nicht begonnen | No iniciado
closed | Closed | Clos | Encerrado | Geschlossen | Cerrado
`,
  },
  {
    system: `${terminology}/v3-MaritalStatus`,
    lines: `
M | Married | Marié(e) | Casado(a) | Verheiratet | Casado(a)
S | Single | Célibataire | Solteiro(a) | Ledig | Soltero(a)
D | Divorced | Divorcé(e) | Divorciado(a) | Geschieden | Divorciado(a)
W | Widowed | Veuf ou veuve | Viúvo(a) | Verwitwet | Viudo(a)
T | Domestic partner | En union libre | Em união de facto | In Lebenspartnerschaft | En pareja de hecho
U | Unmarried | Non marié(e) | Não casado(a) | Unverheiratet | No casado(a)
`,
  },
  {
    system: `${terminology}/v3-RoleCode`,
    lines: `
MTH | Mother | Mère | Mãe | Mutter | Madre
FTH | Father | Père | Pai | Vater | Padre
PRN | Parent | Parent | Progenitor | Elternteil | Progenitor
DAU | Daughter | Fille | Filha | Tochter | Hija
DAUC | Daughter | Fille | Filha | Tochter | Hija
SON | Son | Fils | Filho | Sohn | Hijo
SONC | Son | Fils | Filho | Sohn | Hijo
CHILD | Child | Enfant | Filho(a) | Kind | Hijo(a)
WIFE | Wife | Épouse | Esposa | Ehefrau | Esposa
HUSB | Husband | Époux | Marido | Ehemann | Marido
SPS | Spouse | Conjoint(e) | Cônjuge | Ehepartner | Cónyuge
DOMPART | Partner | Compagne ou compagnon | Companheiro(a) | Lebenspartner | Pareja
SIS | Sister | Sœur | Irmã | Schwester | Hermana
BRO | Brother | Frère | Irmão | Bruder | Hermano
SIB | Sibling | Frère ou sœur | Irmão ou irmã | Geschwister | Hermano(a)
GRMTH | Grandmother | Grand-mère | Avó | Großmutter | Abuela
GRFTH | Grandfather | Grand-père | Avô | Großvater | Abuelo
FRND | Friend | Ami(e) | Amigo(a) | Freund(in) | Amigo(a)
GUARD | Guardian | Tuteur ou tutrice | Tutor(a) | Vormund | Tutor(a)
`,
  },
  {
    system: `${terminology}/v2-0203`,
    lines: `
NI | National identifier | Identifiant national | Identificador nacional | Nationale Kennung | Identificador nacional
MR | Medical record number | Numéro de dossier | Número de processo | Aktennummer | Número de historia
SS | Social security number | Numéro de sécurité sociale | Número de segurança social | Sozialversicherungsnummer | Número de la seguridad social
PPN | Passport number | Numéro de passeport | Número de passaporte | Reisepassnummer | Número de pasaporte
DL | Driving licence number | Numéro de permis de conduire | Número da carta de condução | Führerscheinnummer | Número de permiso de conducir
INS-NIR | National health identity (INS) | Identité nationale de santé (INS) | Identidade nacional de saúde (INS) | Nationale Gesundheitskennung (INS) | Identidad nacional de salud (INS)
`,
  },
  {
    system: `${terminology}/goal-achievement`,
    lines: `
in-progress | In progress | En cours | Em curso | Läuft | En curso
improving | Improving | En amélioration | A melhorar | Bessert sich | Mejorando
worsening | Worsening | En aggravation | A piorar | Verschlechtert sich | Empeorando
no-change | No change | Sans changement | Sem alteração | Unverändert | Sin cambios
achieved | Achieved | Atteint | Atingido | Erreicht | Conseguido
sustaining | Holding | Maintenu | Mantido | Gehalten | Mantenido
not-achieved | Not achieved | Non atteint | Não atingido | Nicht erreicht | No conseguido
no-progress | No progress | Sans progrès | Sem progresso | Kein Fortschritt | Sin progreso
not-attainable | Not attainable | Inatteignable | Inatingível | Nicht erreichbar | Inalcanzable
`,
  },
  {
    system: 'http://hl7.org/fhir/care-plan-activity-status',
    lines: `
not-started | Not started | À faire | Por iniciar | Noch nicht begonnen | Sin empezar
scheduled | Scheduled | Planifié | Agendado | Terminiert | Programado
in-progress | In progress | En cours | Em curso | Läuft | En curso
on-hold | Paused | Suspendu | Em pausa | Pausiert | En pausa
completed | Done | Fait | Feito | Erledigt | Hecho
cancelled | Cancelled | Annulé | Cancelado | Storniert | Cancelado
stopped | Stopped | Arrêté | Interrompido | Abgebrochen | Interrumpido
unknown | Unknown | Inconnu | Desconhecido | Unbekannt | Desconocido
entered-in-error | Entered in error | Saisi par erreur | Registado por erro | Irrtümlich erfasst | Introducido por error
`,
  },
  {
    system: `${terminology}/medication-statement-category`,
    lines: `
inpatient | In hospital | À l’hôpital | No hospital | Im Krankenhaus | En el hospital
outpatient | Outpatient | En ville | Em ambulatório | Ambulant | Ambulatorio
community | At home | À domicile | Em casa | Zu Hause | En casa
patientspecified | Stated by the patient | Déclaré par le patient | Indicado pelo doente | Vom Patienten angegeben | Indicado por el paciente
`,
  },
  {
    system: 'urn:ietf:bcp:47',
    lines: `
en | English | Anglais | Inglês | Englisch | Inglés
en-GB | English | Anglais | Inglês | Englisch | Inglés
fr | French | Français | Francês | Französisch | Francés
fr-FR | French | Français | Francês | Französisch | Francés
pt | Portuguese | Portugais | Português | Portugiesisch | Portugués
pt-PT | Portuguese | Portugais | Português | Portugiesisch | Portugués
de | German | Allemand | Alemão | Deutsch | Alemán
de-DE | German | Allemand | Alemão | Deutsch | Alemán
es | Spanish | Espagnol | Espanhol | Spanisch | Español
es-ES | Spanish | Espagnol | Espanhol | Spanisch | Español
it | Italian | Italien | Italiano | Italienisch | Italiano
ar | Arabic | Arabe | Árabe | Arabisch | Árabe
wo | Wolof | Wolof | Uólofe | Wolof | Wólof
ff | Fula | Peul | Fula | Ful | Fula
`,
  },
];
