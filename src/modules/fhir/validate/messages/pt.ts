/** What validation says, in Portuguese, by the English words. A gap is `{}`; gaps keep their order. */
export const pt: Readonly<Record<string, string>> = {
  'At least {} of {} must be there, but there are {}.': 'Tem de haver pelo menos {} de {}, mas há {}.',
  'At most {} of {} may be there, but there are {}.': 'Pode haver no máximo {} de {}, mas há {}.',
  '{} must not be there.': '{} não pode estar presente.',
  'An element is missing; add {}.': 'Falta um elemento; acrescente {}.',
  'A contained resource must not contain others; put them beside it.':
    'Um recurso contido não pode conter outros; coloque-os ao lado.',
  'A link in the narrative is not safe.': 'Uma ligação do texto não é segura.',
  'A link of the narrative has a scheme that nobody can follow.':
    'Uma ligação do texto tem um esquema que ninguém pode seguir.',
  'A link of the narrative leads to a place that is not there.': 'Uma ligação do texto leva a um lugar que não existe.',
  'A required question has no answer.': 'Uma pergunta obrigatória não tem resposta.',
  'A style in the narrative must not load or run anything.': 'Um estilo do texto não pode carregar nem executar nada.',
  'A supplement has no codes of its own; name the code system that it supplements.':
    'Um suplemento não tem códigos próprios; indique o sistema de códigos que complementa.',
  'An entry without a value must have an extension in the array beside it.':
    'Uma entrada sem valor tem de ter uma extensão na lista ao lado.',
  'An extension has either a value or extensions, not both and not neither.':
    'Uma extensão tem um valor ou extensões, não ambos nem nenhum.',
  'An image in the narrative must not be loaded from elsewhere.':
    'Uma imagem do texto não pode ser carregada de outro lugar.',
  'An item has a linkId that the questionnaire does not have here.':
    'Um item tem um linkId que o questionário não tem aqui.',
  'In the system urn:ietf:rfc:3986 the value must be a whole address with its scheme.':
    'No sistema urn:ietf:rfc:3986 o valor tem de ser um endereço completo com o seu esquema.',
  'Nothing in the document leads to the entry.': 'Nada no documento leva à entrada.',
  'Nothing refers to the contained resource, and it does not refer to what contains it.':
    'Nada se refere ao recurso contido, e ele não se refere ao que o contém.',
  'Only one type may be chosen for the element; keep one of them.':
    'Só pode ser escolhido um tipo para o elemento; mantenha um deles.',
  'The address leads to something that is no Questionnaire.': 'O endereço leva a algo que não é um Questionnaire.',
  'The address of a definition must be absolute, or # and a contained id.':
    'O endereço de uma definição tem de ser absoluto, ou # e o id de um recurso contido.',
  'The address of a definition must be absolute.': 'O endereço de uma definição tem de ser absoluto.',
  'The answer cannot be compared with the limit of the question: their units have no common code.':
    'A resposta não pode ser comparada com o limite da pergunta: as unidades não têm um código comum.',
  'The answer does not have the form that the question asks for.': 'A resposta não tem a forma que a pergunta pede.',
  'The answer excludes all others; none may stand beside it.':
    'A resposta exclui todas as outras; nenhuma pode acompanhá-la.',
  'The answer is none of the options of the question.': 'A resposta não é nenhuma das opções da pergunta.',
  'The answer is below the least that the question allows.': 'A resposta é inferior ao mínimo que a pergunta permite.',
  'The answer is above the greatest that the question allows.':
    'A resposta é superior ao máximo que a pergunta permite.',
  'The array is empty; remove it.': 'A lista está vazia; remova-a.',
  'The array of extensions must be as long as the array of values; fill with null.':
    'A lista de extensões tem de ser tão longa como a de valores; preencha com null.',
  'The code is not in the value set that the map leads to.':
    'O código não está no conjunto de valores a que o mapa leva.',
  'The code is not in the value set that the map starts from.':
    'O código não está no conjunto de valores de que o mapa parte.',
  'The code system says that its content is not present, but lists concepts.':
    'O sistema de códigos diz que o seu conteúdo não está presente, mas lista conceitos.',
  'The code system is complete and has {} concepts, but says {}.':
    'O sistema de códigos está completo e tem {} conceitos, mas indica {}.',
  'The definition of the extension around does not name this one.':
    'A definição da extensão envolvente não indica esta.',
  'The document has no entry that the Composition refers to here.':
    'O documento não tem a entrada a que a Composition se refere aqui.',
  'The element has neither a value nor extensions.': 'O elemento não tem valor nem extensões.',
  'The element is empty; give it content or remove it.': 'O elemento está vazio; dê-lhe conteúdo ou remova-o.',
  'The element must have a value; extensions alone do not do.':
    'O elemento tem de ter um valor; só extensões não bastam.',
  'The element repeats: it must be an array, even with one entry.':
    'O elemento repete-se: tem de ser uma lista, mesmo com uma só entrada.',
  'The fullUrl is the address of a resource on a server: it must end in the type and id of the resource of the entry.':
    'A fullUrl é o endereço de um recurso num servidor: tem de terminar no tipo e no id do recurso da entrada.',
  'The fullUrl must be absolute, such as urn:uuid: with a UUID.':
    'A fullUrl tem de ser absoluta, por exemplo urn:uuid: com um UUID.',
  'The item stands after one that comes behind it.': 'O item está depois de outro que vem a seguir a ele.',
  'The member resourceType must name a resource type of FHIR R4.':
    'O membro resourceType tem de indicar um tipo de recurso de FHIR R4.',
  'The narrative holds an element that is not basic text formatting; remove it.':
    'O texto contém um elemento que não é formatação básica; remova-o.',
  'The narrative must be XHTML as text.': 'O texto tem de ser XHTML.',
  'The narrative must be in the namespace {}.': 'O texto tem de estar no espaço de nomes {}.',
  'The narrative must be one div element.': 'O texto tem de ser um único elemento div.',
  'The narrative must be well-formed XHTML; entities such as &nbsp; are not defined in it.':
    'O texto tem de ser XHTML bem formado; entidades como &nbsp; não estão definidas nele.',
  'The narrative must have some content besides white space (txt-2).':
    'O texto tem de ter algum conteúdo além de espaços (txt-2).',
  'The narrative must not hold a document type declaration.':
    'O texto não pode conter uma declaração de tipo de documento.',
  'The narrative must not hold event attributes.': 'O texto não pode conter atributos de eventos.',
  'The narrative must not hold processing instructions.': 'O texto não pode conter instruções de processamento.',
  'The question is answered, though it is not enabled.': 'A pergunta tem resposta, embora não esteja ativa.',
  'The question may be answered once only.': 'A pergunta só pode ser respondida uma vez.',
  'The reference leads to a contained resource that is not there.':
    'A referência leva a um recurso contido que não existe.',
  'The reference leads to a type that FHIR R4 does not have.': 'A referência leva a um tipo que FHIR R4 não tem.',
  'The reference must be Type/id with a type of FHIR R4, an absolute address, or # and a contained id.':
    'A referência tem de ser Tipo/id com um tipo de FHIR R4, um endereço absoluto, ou # e o id de um recurso contido.',
  'The reference must lead to {}.': 'A referência tem de levar a {}.',
  'The reference names {}, but leads to {}.': 'A referência indica {}, mas leva a {}.',
  'The size is not the number of bytes of the data.': 'O tamanho não é o número de bytes dos dados.',
  'The system must be the absolute address of a code system.':
    'O sistema tem de ser o endereço absoluto de um sistema de códigos.',
  'The system of a code is a code system; this is the address of a profile.':
    'O sistema de um código é um sistema de códigos; este é o endereço de um perfil.',
  'The system of a code is a code system; this is the address of a value set.':
    'O sistema de um código é um sistema de códigos; este é o endereço de um conjunto de valores.',
  'The system of a code must be an absolute address.': 'O sistema de um código tem de ser um endereço absoluto.',
  'The unit is none of those that the question allows.': 'A unidade não é nenhuma das que a pergunta permite.',
  'The unit is not in the value set {}.': 'A unidade não está no conjunto de valores {}.',
  'What a search found must have an id.': 'O que uma pesquisa encontrou tem de ter um id.',
  'What enables a question cannot be an answer to a question inside of it.':
    'O que ativa uma pergunta não pode ser a resposta a uma pergunta dentro dela.',
  'What tells of the outcome of a search must be an OperationOutcome.':
    'O que informa do resultado de uma pesquisa tem de ser um OperationOutcome.',
  'What the profile does not name must come behind what it names.':
    'O que o perfil não indica tem de vir depois do que indica.',
  'What the reference leads to does not conform to {}.': 'Aquilo a que a referência leva não é conforme a {}.',
  'What the reference leads to must be {}, but is {}.': 'Aquilo a que a referência leva tem de ser {}, mas é {}.',
  'A code of the value set {} is required.': 'É necessário um código do conjunto de valores {}.',
  'None of the codes is in the value set {}.': 'Nenhum dos códigos está no conjunto de valores {}.',
  'Text stands where only elements may ({}).': 'Há texto onde só pode haver elementos ({}).',
  'An attribute is not defined here ({}).': 'Um atributo não está definido aqui ({}).',
  'The element is not defined here ({}).': 'O elemento não está definido aqui ({}).',
  'The element {} may occur only once here ({}).': 'O elemento {} só pode ocorrer uma vez aqui ({}).',
  'The element has neither a value nor an extension ({}).': 'O elemento não tem valor nem extensão ({}).',
  'The code must be one of the value set {}.': 'O código tem de ser um do conjunto de valores {}.',
  'The code system {} calls this code {}.': 'O sistema de códigos {} chama a este código {}.',
  'The code system {} has no such code.': 'O sistema de códigos {} não tem esse código.',
  'An item of type {} has no answers.': 'Um item do tipo {} não tem respostas.',
  'The address must be {}.': 'O endereço tem de ser {}.',
  'The answer is not in the value set {}.': 'A resposta não está no conjunto de valores {}.',
  'The answer may have at most {} digits behind the point.': 'A resposta pode ter no máximo {} casas decimais.',
  'The answer may have at most {} characters.': 'A resposta pode ter no máximo {} caracteres.',
  'The answer must be of type {}, but is of type {}.': 'A resposta tem de ser do tipo {}, mas é do tipo {}.',
  'The answer needs at least {} characters.': 'A resposta precisa de pelo menos {} caracteres.',
  'The element is none of those that the profile allows here: {}.':
    'O elemento não é nenhum dos que o perfil permite aqui: {}.',
  'The element must be of type {}, but is of type {}.': 'O elemento tem de ser do tipo {}, mas é do tipo {}.',
  'The element must be {}.': 'O elemento tem de ser {}.',
  'The element must conform to {}.': 'O elemento tem de ser conforme a {}.',
  'The element stands after one that must come behind it: {}.':
    'O elemento está depois de outro que tem de vir a seguir a ele: {}.',
  'The extension {} is not known; it was not judged.': 'A extensão {} não é conhecida; não foi avaliada.',
  'The extension {} may not stand here: a rule of its definition about its place does not hold.':
    'A extensão {} não pode estar aqui: não se cumpre uma regra da sua definição sobre o seu lugar.',
  'The extension {} may stand at {}, but not here.': 'A extensão {} pode estar em {}, mas não aqui.',
  'The file may have at most {} bytes.': 'O ficheiro pode ter no máximo {} bytes.',
  'The file must be of type {}.': 'O ficheiro tem de ser do tipo {}.',
  'The first entry of such a Bundle must be a {}.': 'A primeira entrada de um Bundle assim tem de ser {}.',
  'The modifier extension {} is not known, so what it modifies cannot be understood.':
    'A extensão modificadora {} não é conhecida, pelo que o que modifica não pode ser entendido.',
  'The profile {} is not known; the resource was not judged by it.':
    'O perfil {} não é conhecido; o recurso não foi avaliado segundo ele.',
  'The profile {} is one of {}, not of {}.': 'O perfil {} é de {}, não de {}.',
  'The question may have at most {} answers, but has {}.': 'A pergunta pode ter no máximo {} respostas, mas tem {}.',
  'The question needs at least {} answers, but has {}.': 'A pergunta precisa de pelo menos {} respostas, mas tem {}.',
  'The questionnaire {} is not known; the answers were not judged.':
    'O questionário {} não é conhecido; as respostas não foram avaliadas.',
  'The resource must be of type {}.': 'O recurso tem de ser do tipo {}.',
  'The rule {} could not be judged: {}': 'A regra {} não pôde ser avaliada: {}',
  'The time to judge the resource was over before all of it was looked at.':
    'O tempo para julgar o recurso acabou antes de tudo ter sido visto.',
  'The text may have at most {} characters, but has {}.': 'O texto pode ter no máximo {} caracteres, mas tem {}.',
  'The text must have at least {} characters.': 'O texto tem de ter pelo menos {} caracteres.',
  'The type must be {}, as the definition of the parameter says.':
    'O tipo tem de ser {}, como diz a definição do parâmetro.',
  'The type must be {}, as that of the parameter that this one derives from.':
    'O tipo tem de ser {}, como o do parâmetro de que este deriva.',
  'The value must be exactly {}.': 'O valor tem de ser exatamente {}.',
  'The value must contain {}.': 'O valor tem de conter {}.',
  'The value must not be above {}.': 'O valor não pode ser superior a {}.',
  'The value must not be below {}.': 'O valor não pode ser inferior a {}.',
  '{} does not define the element; {}.': '{} não define o elemento; {}.',
  'The extension {} changes the meaning of what it stands in; it must be a modifier extension.':
    'A extensão {} muda o sentido daquilo em que está; tem de ser uma extensão modificadora.',
  'An extension is known by its address; add url.': 'Uma extensão conhece-se pelo seu endereço; acrescente url.',
  'The profile {} is not known; the element was not judged by it.':
    'O perfil {} não é conhecido; o elemento não foi julgado segundo ele.',
  'A measure that only counts a cohort has no score.': 'Uma medida que só conta uma coorte não tem pontuação.',
  'A type that FHIR R4 does not define must be named by its address.':
    'Um tipo que FHIR R4 não define tem de ser nomeado pelo seu endereço.',
  'A value set is bound to an element that has no code.':
    'Um conjunto de valores está ligado a um elemento que não tem código.',
  'Another element of the resource has the same id.': 'Outro elemento do recurso tem o mesmo id.',
  'Another number of subjects is named than is counted.': 'É nomeado outro número de sujeitos do que o contado.',
  'No snapshot can be made of the definition: its differential does not fit its base.':
    'Não se pode fazer um snapshot da definição: o seu differential não condiz com a sua base.',
  'None of the options of the question is of type {}.': 'Nenhuma das opções da pergunta é do tipo {}.',
  'Nothing can be sliced by such a discriminator.': 'Nada pode ser dividido por um discriminador assim.',
  'Only a report of the type subject-list names its subjects.':
    'Só um relatório do tipo subject-list nomeia os seus sujeitos.',
  'Only searches and histories have pages.': 'Só as pesquisas e os históricos têm páginas.',
  'The base has no such element.': 'A base não tem esse elemento.',
  'The element must have a value or the extension {}.': 'O elemento tem de ter um valor ou a extensão {}.',
  'The element must stand behind those that come before it in the base.':
    'O elemento tem de estar depois dos que o precedem na base.',
  'The entry has no fullUrl, which is what its resource is known by.':
    'A entrada não tem fullUrl, pela qual o seu recurso é conhecido.',
  'The extension changes the meaning of what it stands in; it must be a modifier extension.':
    'A extensão muda o sentido daquilo em que está; tem de ser uma extensão modificadora.',
  'The group must have the code of a group of the measure.': 'O grupo tem de ter o código de um grupo da medida.',
  'The measure has no population of that code in the group.':
    'A medida não tem no grupo uma população com esse código.',
  'The narrative must have a part in the language {}.': 'O texto tem de ter uma parte na língua {}.',
  'The narrative must have parts in a language of their own.': 'O texto tem de ter partes numa língua própria.',
  'The narrative must not have parts in a language of their own.': 'O texto não pode ter partes numa língua própria.',
  'The path of the discriminator leads to no element of what is sliced.':
    'O caminho do discriminador não leva a nenhum elemento do que é dividido.',
  'The profile is one of {}, but the element is of type {}.': 'O perfil é um de {}, mas o elemento é do tipo {}.',
  'The report has no group for one of the groups of the measure.':
    'O relatório não tem grupo para um dos grupos da medida.',
  'The root of a profile cannot be sliced.': 'A raiz de um perfil não pode ser dividida.',
  'The slice is sliced by something else than the element that it is a slice of.':
    'A fatia é dividida por outra coisa que o elemento de que é fatia.',
  'The style of the document is no entry of it.': 'O estilo do documento não é uma entrada sua.',
  'The value that the profile asks for does not have the element.': 'O valor que o perfil pede não tem esse elemento.',
  'A property that is a Coding is filtered by system#code.':
    'Uma propriedade que é um Coding filtra-se por system#code.',
  'The expression names a parameter that the value set does not have.':
    'A expressão nomeia um parâmetro que o conjunto de valores não tem.',
  'The expression is no FHIRPath.': 'A expressão não é FHIRPath.',
  'The code system cannot be asked by such an expression.':
    'O sistema de códigos não pode ser perguntado por uma tal expressão.',
  'The narrative must not have more than {} elements inside each other.':
    'O texto não pode ter mais de {} elementos uns dentro dos outros.',
  'Nothing is wrong.': 'Não há nada errado.',
  'remove it or use an extension': 'remova-o ou use uma extensão',
  'base64 text': 'um texto em base64',
  'true or false, without quotes': 'true ou false, sem aspas',
  'an address without white space': 'um endereço sem espaços',
  'a code: text without white space at its ends or doubled inside':
    'um código: texto sem espaços nas pontas nem duplos no interior',
  'a date as YYYY, YYYY-MM or YYYY-MM-DD that exists': 'uma data AAAA, AAAA-MM ou AAAA-MM-DD que exista',
  'a date as YYYY, YYYY-MM or YYYY-MM-DD, or with time, seconds and zone as YYYY-MM-DDThh:mm:ss+zz:zz':
    'uma data AAAA, AAAA-MM ou AAAA-MM-DD, ou com hora, segundos e fuso AAAA-MM-DDThh:mm:ss+zz:zz',
  'a number, without quotes': 'um número, sem aspas',
  'an id: 1 to 64 letters, digits, - and .': 'um id: de 1 a 64 letras, algarismos, - e .',
  'an instant with date, time, seconds and zone as YYYY-MM-DDThh:mm:ss.sss+zz:zz':
    'um instante com data, hora, segundos e fuso AAAA-MM-DDThh:mm:ss.sss+zz:zz',
  'a whole number of 32 bits': 'um número inteiro de 32 bits',
  'a whole number of 32 bits from 0 on': 'um número inteiro de 32 bits a partir de 0',
  'a whole number of 32 bits from 1 on': 'um número inteiro de 32 bits a partir de 1',
  'text of at least one character, without control characters':
    'texto de pelo menos um carácter, sem caracteres de controlo',
  'an OID as urn:oid:1.2.3': 'um OID como urn:oid:1.2.3',
  'a time with seconds as hh:mm:ss': 'uma hora com segundos hh:mm:ss',
  'a UUID as urn:uuid: and 32 lower-case hexadecimal digits':
    'um UUID: urn:uuid: e 32 algarismos hexadecimais em minúsculas',
  'an object': 'um objeto',
  'an object, not an array': 'um objeto, não uma lista',
  'an object with id or extension': 'um objeto com id ou extension',
  'an object with id or extension, not an array': 'um objeto com id ou extension, não uma lista',
  contained: 'contida',
  referenced: 'referenciada',
  bundled: 'no Bundle',
};
