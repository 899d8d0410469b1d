/** What validation says, in German, by the English words. A gap is `{}`; gaps keep their order. */
export const de: Readonly<Record<string, string>> = {
  'At least {} of {} must be there, but there are {}.': 'Mindestens {} von {} muss da sein, aber es sind {}.',
  'At most {} of {} may be there, but there are {}.': 'Höchstens {} von {} darf da sein, aber es sind {}.',
  '{} must not be there.': '{} darf nicht da sein.',
  'An element is missing; add {}.': 'Ein Element fehlt; fügen Sie {} hinzu.',
  'A contained resource must not contain others; put them beside it.':
    'Eine enthaltene Ressource darf keine anderen enthalten; stellen Sie sie daneben.',
  'A link in the narrative is not safe.': 'Ein Verweis im Text ist nicht sicher.',
  'A link of the narrative has a scheme that nobody can follow.':
    'Ein Verweis des Textes hat ein Schema, dem niemand folgen kann.',
  'A link of the narrative leads to a place that is not there.':
    'Ein Verweis des Textes führt an eine Stelle, die es nicht gibt.',
  'A required question has no answer.': 'Eine Pflichtfrage ist nicht beantwortet.',
  'A style in the narrative must not load or run anything.': 'Ein Stil im Text darf nichts laden oder ausführen.',
  'A supplement has no codes of its own; name the code system that it supplements.':
    'Eine Ergänzung hat keine eigenen Codes; nennen Sie das Codesystem, das sie ergänzt.',
  'An entry without a value must have an extension in the array beside it.':
    'Ein Eintrag ohne Wert braucht eine Extension in der Liste daneben.',
  'An extension has either a value or extensions, not both and not neither.':
    'Eine Extension hat entweder einen Wert oder Extensions, nicht beides und nicht keines.',
  'An image in the narrative must not be loaded from elsewhere.':
    'Ein Bild im Text darf nicht von anderswo geladen werden.',
  'An item has a linkId that the questionnaire does not have here.':
    'Ein Element hat eine linkId, die der Fragebogen hier nicht hat.',
  'In the system urn:ietf:rfc:3986 the value must be a whole address with its scheme.':
    'Im System urn:ietf:rfc:3986 muss der Wert eine ganze Adresse mit Schema sein.',
  'Nothing in the document leads to the entry.': 'Nichts im Dokument führt zu dem Eintrag.',
  'Nothing refers to the contained resource, and it does not refer to what contains it.':
    'Nichts verweist auf die enthaltene Ressource, und sie verweist nicht auf die, die sie enthält.',
  'Only one type may be chosen for the element; keep one of them.':
    'Für das Element darf nur ein Typ gewählt werden; behalten Sie einen davon.',
  'The address leads to something that is no Questionnaire.': 'Die Adresse führt zu etwas, das kein Questionnaire ist.',
  'The address of a definition must be absolute, or # and a contained id.':
    'Die Adresse einer Definition muss absolut sein, oder # und eine enthaltene id.',
  'The address of a definition must be absolute.': 'Die Adresse einer Definition muss absolut sein.',
  'The answer cannot be compared with the limit of the question: their units have no common code.':
    'Die Antwort lässt sich mit der Grenze der Frage nicht vergleichen: ihre Einheiten haben keinen gemeinsamen Code.',
  'The answer does not have the form that the question asks for.':
    'Die Antwort hat nicht die Form, nach der die Frage verlangt.',
  'The answer excludes all others; none may stand beside it.':
    'Die Antwort schließt alle anderen aus; keine darf daneben stehen.',
  'The answer is none of the options of the question.': 'Die Antwort ist keine der Möglichkeiten der Frage.',
  'The answer is below the least that the question allows.':
    'Die Antwort liegt unter dem Kleinsten, das die Frage zulässt.',
  'The answer is above the greatest that the question allows.':
    'Die Antwort liegt über dem Größten, das die Frage zulässt.',
  'The array is empty; remove it.': 'Die Liste ist leer; entfernen Sie sie.',
  'The array of extensions must be as long as the array of values; fill with null.':
    'Die Liste der Extensions muss so lang sein wie die der Werte; füllen Sie mit null auf.',
  'The code is not in the value set that the map leads to.':
    'Der Code ist nicht im Wertebereich, zu dem die Zuordnung führt.',
  'The code is not in the value set that the map starts from.':
    'Der Code ist nicht im Wertebereich, von dem die Zuordnung ausgeht.',
  'The code system says that its content is not present, but lists concepts.':
    'Das Codesystem sagt, sein Inhalt sei nicht dabei, führt aber Konzepte auf.',
  'The code system is complete and has {} concepts, but says {}.':
    'Das Codesystem ist vollständig und hat {} Konzepte, nennt aber {}.',
  'The definition of the extension around does not name this one.':
    'Die Definition der umgebenden Extension nennt diese nicht.',
  'The document has no entry that the Composition refers to here.':
    'Das Dokument hat den Eintrag nicht, auf den die Composition hier verweist.',
  'The element has neither a value nor extensions.': 'Das Element hat weder einen Wert noch Extensions.',
  'The element is empty; give it content or remove it.':
    'Das Element ist leer; geben Sie ihm Inhalt oder entfernen Sie es.',
  'The element must have a value; extensions alone do not do.':
    'Das Element braucht einen Wert; Extensions allein genügen nicht.',
  'The element repeats: it must be an array, even with one entry.':
    'Das Element wiederholt sich: es muss eine Liste sein, auch mit einem Eintrag.',
  'The fullUrl is the address of a resource on a server: it must end in the type and id of the resource of the entry.':
    'Die fullUrl ist die Adresse einer Ressource auf einem Server: sie muss mit Typ und id der Ressource des Eintrags enden.',
  'The fullUrl must be absolute, such as urn:uuid: with a UUID.':
    'Die fullUrl muss absolut sein, etwa urn:uuid: mit einer UUID.',
  'The item stands after one that comes behind it.': 'Das Element steht hinter einem, das nach ihm kommt.',
  'The member resourceType must name a resource type of FHIR R4.':
    'resourceType muss einen Ressourcentyp von FHIR R4 nennen.',
  'The narrative holds an element that is not basic text formatting; remove it.':
    'Der Text enthält ein Element, das keine einfache Auszeichnung ist; entfernen Sie es.',
  'The narrative must be XHTML as text.': 'Der Text muss XHTML sein.',
  'The narrative must be in the namespace {}.': 'Der Text muss im Namensraum {} stehen.',
  'The narrative must be one div element.': 'Der Text muss ein einziges div-Element sein.',
  'The narrative must be well-formed XHTML; entities such as &nbsp; are not defined in it.':
    'Der Text muss wohlgeformtes XHTML sein; Entitäten wie &nbsp; sind darin nicht definiert.',
  'The narrative must have some content besides white space (txt-2).':
    'Der Text muss außer Leerraum etwas enthalten (txt-2).',
  'The narrative must not hold a document type declaration.': 'Der Text darf keine Dokumenttyp-Deklaration enthalten.',
  'The narrative must not hold event attributes.': 'Der Text darf keine Ereignis-Attribute enthalten.',
  'The narrative must not hold processing instructions.': 'Der Text darf keine Verarbeitungsanweisungen enthalten.',
  'The question is answered, though it is not enabled.': 'Die Frage ist beantwortet, obwohl sie nicht zu stellen ist.',
  'The question may be answered once only.': 'Die Frage darf nur einmal beantwortet werden.',
  'The reference leads to a contained resource that is not there.':
    'Die Referenz führt zu einer enthaltenen Ressource, die es nicht gibt.',
  'The reference leads to a type that FHIR R4 does not have.':
    'Die Referenz führt zu einem Typ, den FHIR R4 nicht hat.',
  'The reference must be Type/id with a type of FHIR R4, an absolute address, or # and a contained id.':
    'Die Referenz muss Typ/id mit einem Typ von FHIR R4 sein, eine absolute Adresse, oder # und eine enthaltene id.',
  'The reference must lead to {}.': 'Die Referenz muss zu {} führen.',
  'The reference names {}, but leads to {}.': 'Die Referenz nennt {}, führt aber zu {}.',
  'The size is not the number of bytes of the data.': 'Die Größe ist nicht die Zahl der Bytes der Daten.',
  'The system must be the absolute address of a code system.':
    'Das System muss die absolute Adresse eines Codesystems sein.',
  'The system of a code is a code system; this is the address of a profile.':
    'Das System eines Codes ist ein Codesystem; dies ist die Adresse eines Profils.',
  'The system of a code is a code system; this is the address of a value set.':
    'Das System eines Codes ist ein Codesystem; dies ist die Adresse eines Wertebereichs.',
  'The system of a code must be an absolute address.': 'Das System eines Codes muss eine absolute Adresse sein.',
  'The unit is none of those that the question allows.': 'Die Einheit ist keine von denen, die die Frage zulässt.',
  'The unit is not in the value set {}.': 'Die Einheit ist nicht im Wertebereich {}.',
  'What a search found must have an id.': 'Was eine Suche gefunden hat, muss eine id haben.',
  'What enables a question cannot be an answer to a question inside of it.':
    'Was eine Frage freigibt, kann keine Antwort auf eine Frage in ihr sein.',
  'What tells of the outcome of a search must be an OperationOutcome.':
    'Was vom Ergebnis einer Suche berichtet, muss ein OperationOutcome sein.',
  'What the profile does not name must come behind what it names.':
    'Was das Profil nicht nennt, muss hinter dem stehen, was es nennt.',
  'What the reference leads to does not conform to {}.': 'Wohin die Referenz führt, entspricht nicht {}.',
  'What the reference leads to must be {}, but is {}.': 'Wohin die Referenz führt, muss {} sein, ist aber {}.',
  'A code of the value set {} is required.': 'Ein Code des Wertebereichs {} ist nötig.',
  'None of the codes is in the value set {}.': 'Keiner der Codes ist im Wertebereich {}.',
  'Text stands where only elements may ({}).': 'Text steht, wo nur Elemente stehen dürfen ({}).',
  'An attribute is not defined here ({}).': 'Ein Attribut ist hier nicht definiert ({}).',
  'The element is not defined here ({}).': 'Das Element ist hier nicht definiert ({}).',
  'The element {} may occur only once here ({}).': 'Das Element {} darf hier nur einmal vorkommen ({}).',
  'The element has neither a value nor an extension ({}).':
    'Das Element hat weder einen Wert noch eine Erweiterung ({}).',
  'The code must be one of the value set {}.': 'Der Code muss einer des Wertebereichs {} sein.',
  'The code system {} calls this code {}.': 'Das Codesystem {} nennt diesen Code {}.',
  'The code system {} has no such code.': 'Das Codesystem {} hat diesen Code nicht.',
  'An item of type {} has no answers.': 'Ein Element vom Typ {} hat keine Antworten.',
  'The address must be {}.': 'Die Adresse muss {} sein.',
  'The answer is not in the value set {}.': 'Die Antwort ist nicht im Wertebereich {}.',
  'The answer may have at most {} digits behind the point.': 'Die Antwort darf höchstens {} Nachkommastellen haben.',
  'The answer may have at most {} characters.': 'Die Antwort darf höchstens {} Zeichen haben.',
  'The answer must be of type {}, but is of type {}.': 'Die Antwort muss vom Typ {} sein, ist aber vom Typ {}.',
  'The answer needs at least {} characters.': 'Die Antwort braucht mindestens {} Zeichen.',
  'The element is none of those that the profile allows here: {}.':
    'Das Element ist keines von denen, die das Profil hier zulässt: {}.',
  'The element must be of type {}, but is of type {}.': 'Das Element muss vom Typ {} sein, ist aber vom Typ {}.',
  'The element must be {}.': 'Das Element muss {} sein.',
  'The element must conform to {}.': 'Das Element muss {} entsprechen.',
  'The element stands after one that must come behind it: {}.':
    'Das Element steht hinter einem, das nach ihm kommen muss: {}.',
  'The extension {} is not known; it was not judged.': 'Die Extension {} ist nicht bekannt; sie wurde nicht beurteilt.',
  'The extension {} may not stand here: a rule of its definition about its place does not hold.':
    'Die Extension {} darf hier nicht stehen: eine Regel ihrer Definition über ihren Ort ist nicht erfüllt.',
  'The extension {} may stand at {}, but not here.': 'Die Extension {} darf bei {} stehen, aber nicht hier.',
  'The file may have at most {} bytes.': 'Die Datei darf höchstens {} Bytes haben.',
  'The file must be of type {}.': 'Die Datei muss vom Typ {} sein.',
  'The first entry of such a Bundle must be a {}.': 'Der erste Eintrag eines solchen Bundles muss {} sein.',
  'The modifier extension {} is not known, so what it modifies cannot be understood.':
    'Die modifizierende Extension {} ist nicht bekannt; was sie verändert, ist nicht zu verstehen.',
  'The profile {} is not known; the resource was not judged by it.':
    'Das Profil {} ist nicht bekannt; die Ressource wurde danach nicht beurteilt.',
  'The profile {} is one of {}, not of {}.': 'Das Profil {} ist eines von {}, nicht von {}.',
  'The question may have at most {} answers, but has {}.': 'Die Frage darf höchstens {} Antworten haben, hat aber {}.',
  'The question needs at least {} answers, but has {}.': 'Die Frage braucht mindestens {} Antworten, hat aber {}.',
  'The questionnaire {} is not known; the answers were not judged.':
    'Der Fragebogen {} ist nicht bekannt; die Antworten wurden nicht beurteilt.',
  'The resource must be of type {}.': 'Die Ressource muss vom Typ {} sein.',
  'The rule {} could not be judged: {}': 'Die Regel {} konnte nicht beurteilt werden: {}',
  'The time to judge the resource was over before all of it was looked at.':
    'Die Zeit für die Prüfung der Ressource war vorbei, ehe alles angesehen war.',
  'The text may have at most {} characters, but has {}.': 'Der Text darf höchstens {} Zeichen haben, hat aber {}.',
  'The text must have at least {} characters.': 'Der Text muss mindestens {} Zeichen haben.',
  'The type must be {}, as the definition of the parameter says.':
    'Der Typ muss {} sein, wie die Definition des Parameters sagt.',
  'The type must be {}, as that of the parameter that this one derives from.':
    'Der Typ muss {} sein wie der des Parameters, von dem dieser abgeleitet ist.',
  'The value must be exactly {}.': 'Der Wert muss genau {} sein.',
  'The value must contain {}.': 'Der Wert muss {} enthalten.',
  'The value must not be above {}.': 'Der Wert darf nicht über {} liegen.',
  'The value must not be below {}.': 'Der Wert darf nicht unter {} liegen.',
  '{} does not define the element; {}.': '{} definiert das Element nicht; {}.',
  'The extension {} changes the meaning of what it stands in; it must be a modifier extension.':
    'Die Extension {} ändert die Bedeutung dessen, worin sie steht; sie muss eine Modifier-Extension sein.',
  'An extension is known by its address; add url.': 'Eine Extension wird an ihrer Adresse erkannt; ergänzen Sie url.',
  'The profile {} is not known; the element was not judged by it.':
    'Das Profil {} ist nicht bekannt; das Element wurde nicht danach geprüft.',
  'A measure that only counts a cohort has no score.': 'Ein Maß, das nur eine Kohorte zählt, hat keinen Wert.',
  'A type that FHIR R4 does not define must be named by its address.':
    'Ein Typ, den FHIR R4 nicht definiert, muss mit seiner Adresse genannt werden.',
  'A value set is bound to an element that has no code.':
    'Ein Value Set ist an ein Element gebunden, das keinen Code hat.',
  'Another element of the resource has the same id.': 'Ein anderes Element der Ressource hat dieselbe id.',
  'Another number of subjects is named than is counted.': 'Es sind andere Subjekte an Zahl genannt als gezählt.',
  'No snapshot can be made of the definition: its differential does not fit its base.':
    'Aus der Definition lässt sich kein Snapshot machen: ihr Differential passt nicht zu ihrer Basis.',
  'None of the options of the question is of type {}.': 'Keine der Optionen der Frage ist vom Typ {}.',
  'Nothing can be sliced by such a discriminator.': 'Nach einem solchen Diskriminator lässt sich nichts aufteilen.',
  'Only a report of the type subject-list names its subjects.':
    'Nur ein Bericht vom Typ subject-list nennt seine Subjekte.',
  'Only searches and histories have pages.': 'Nur Suchen und Historien haben Seiten.',
  'The base has no such element.': 'Die Basis hat kein solches Element.',
  'The element must have a value or the extension {}.': 'Das Element muss einen Wert oder die Extension {} haben.',
  'The element must stand behind those that come before it in the base.':
    'Das Element muss hinter denen stehen, die in der Basis vor ihm kommen.',
  'The entry has no fullUrl, which is what its resource is known by.':
    'Der Eintrag hat keine fullUrl, an der seine Ressource erkannt wird.',
  'The extension changes the meaning of what it stands in; it must be a modifier extension.':
    'Die Extension ändert die Bedeutung dessen, worin sie steht; sie muss eine Modifier-Extension sein.',
  'The group must have the code of a group of the measure.': 'Die Gruppe muss den Code einer Gruppe des Maßes haben.',
  'The measure has no population of that code in the group.':
    'Das Maß hat in der Gruppe keine Population mit diesem Code.',
  'The narrative must have a part in the language {}.': 'Der Text muss einen Teil in der Sprache {} haben.',
  'The narrative must have parts in a language of their own.': 'Der Text muss Teile in einer eigenen Sprache haben.',
  'The narrative must not have parts in a language of their own.':
    'Der Text darf keine Teile in einer eigenen Sprache haben.',
  'The path of the discriminator leads to no element of what is sliced.':
    'Der Pfad des Diskriminators führt zu keinem Element dessen, was aufgeteilt wird.',
  'The profile is one of {}, but the element is of type {}.':
    'Das Profil ist eines von {}, das Element aber vom Typ {}.',
  'The report has no group for one of the groups of the measure.':
    'Der Bericht hat für eine der Gruppen des Maßes keine Gruppe.',
  'The root of a profile cannot be sliced.': 'Die Wurzel eines Profils lässt sich nicht aufteilen.',
  'The slice is sliced by something else than the element that it is a slice of.':
    'Der Slice ist nach etwas anderem aufgeteilt als das Element, dessen Slice er ist.',
  'The style of the document is no entry of it.': 'Der Stil des Dokuments ist kein Eintrag darin.',
  'The value that the profile asks for does not have the element.':
    'Der Wert, den das Profil verlangt, hat das Element nicht.',
  'A property that is a Coding is filtered by system#code.':
    'Eine Eigenschaft, die ein Coding ist, wird mit system#code gefiltert.',
  'The expression names a parameter that the value set does not have.':
    'Der Ausdruck nennt einen Parameter, den das Value Set nicht hat.',
  'The expression is no FHIRPath.': 'Der Ausdruck ist kein FHIRPath.',
  'The code system cannot be asked by such an expression.':
    'Das Codesystem kann mit einem solchen Ausdruck nicht gefragt werden.',
  'The narrative must not have more than {} elements inside each other.':
    'Der Text darf nicht mehr als {} Elemente ineinander haben.',
  'Nothing is wrong.': 'Es ist nichts falsch.',
  'remove it or use an extension': 'entfernen Sie es oder nehmen Sie eine Extension',
  'base64 text': 'Text in Base64',
  'true or false, without quotes': 'true oder false, ohne Anführungszeichen',
  'an address without white space': 'eine Adresse ohne Leerraum',
  'a code: text without white space at its ends or doubled inside':
    'ein Code: Text ohne Leerraum an den Enden oder doppelt darin',
  'a date as YYYY, YYYY-MM or YYYY-MM-DD that exists': 'ein Datum JJJJ, JJJJ-MM oder JJJJ-MM-TT, das es gibt',
  'a date as YYYY, YYYY-MM or YYYY-MM-DD, or with time, seconds and zone as YYYY-MM-DDThh:mm:ss+zz:zz':
    'ein Datum JJJJ, JJJJ-MM oder JJJJ-MM-TT, oder mit Uhrzeit, Sekunden und Zone JJJJ-MM-TTThh:mm:ss+zz:zz',
  'a number, without quotes': 'eine Zahl, ohne Anführungszeichen',
  'an id: 1 to 64 letters, digits, - and .': 'eine id: 1 bis 64 Buchstaben, Ziffern, - und .',
  'an instant with date, time, seconds and zone as YYYY-MM-DDThh:mm:ss.sss+zz:zz':
    'ein Zeitpunkt mit Datum, Uhrzeit, Sekunden und Zone JJJJ-MM-TTThh:mm:ss.sss+zz:zz',
  'a whole number of 32 bits': 'eine ganze Zahl von 32 Bit',
  'a whole number of 32 bits from 0 on': 'eine ganze Zahl von 32 Bit ab 0',
  'a whole number of 32 bits from 1 on': 'eine ganze Zahl von 32 Bit ab 1',
  'text of at least one character, without control characters': 'Text von mindestens einem Zeichen, ohne Steuerzeichen',
  'an OID as urn:oid:1.2.3': 'eine OID wie urn:oid:1.2.3',
  'a time with seconds as hh:mm:ss': 'eine Uhrzeit mit Sekunden hh:mm:ss',
  'a UUID as urn:uuid: and 32 lower-case hexadecimal digits': 'eine UUID: urn:uuid: und 32 kleine Hexadezimalziffern',
  'an object': 'ein Objekt',
  'an object, not an array': 'ein Objekt, keine Liste',
  'an object with id or extension': 'ein Objekt mit id oder extension',
  'an object with id or extension, not an array': 'ein Objekt mit id oder extension, keine Liste',
  contained: 'enthalten',
  referenced: 'referenziert',
  bundled: 'im Bundle',
};
