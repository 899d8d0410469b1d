import type { CodeSystemContent, CodeSystemHeader, ConceptRow } from '../concepts.ts';
import { createListedContent } from './listed-content.ts';
import { platformDesignations, platformName } from './platform-names.ts';

/** ISO 639-1 with the codes of ISO 639-2: the one for terminology and, where it differs, the one for bibliography. */
const codes: readonly (readonly string[])[] = `
aa aar,ab abk,ae ave,af afr,ak aka,am amh,an arg,ar ara,as asm,av ava,ay aym,az aze,ba bak,be bel,bg bul,bi bis,bm bam,
bn ben,bo bod tib,br bre,bs bos,ca cat,ce che,ch cha,co cos,cr cre,cs ces cze,cu chu,cv chv,cy cym wel,da dan,de deu ger,
dv div,dz dzo,ee ewe,el ell gre,en eng,eo epo,es spa,et est,eu eus baq,fa fas per,ff ful,fi fin,fj fij,fo fao,fr fra fre,
fy fry,ga gle,gd gla,gl glg,gn grn,gu guj,gv glv,ha hau,he heb,hi hin,ho hmo,hr hrv,ht hat,hu hun,hy hye arm,hz her,
ia ina,id ind,ie ile,ig ibo,ii iii,ik ipk,io ido,is isl ice,it ita,iu iku,ja jpn,jv jav,ka kat geo,kg kon,ki kik,kj kua,
kk kaz,kl kal,km khm,kn kan,ko kor,kr kau,ks kas,ku kur,kv kom,kw cor,ky kir,la lat,lb ltz,lg lug,li lim,ln lin,lo lao,
lt lit,lu lub,lv lav,mg mlg,mh mah,mi mri mao,mk mkd mac,ml mal,mn mon,mr mar,ms msa may,mt mlt,my mya bur,na nau,nb nob,
nd nde,ne nep,ng ndo,nl nld dut,nn nno,no nor,nr nbl,nv nav,ny nya,oc oci,oj oji,om orm,or ori,os oss,pa pan,pi pli,
pl pol,ps pus,pt por,qu que,rm roh,rn run,ro ron rum,ru rus,rw kin,sa san,sc srd,sd snd,se sme,sg sag,si sin,sk slk slo,
sl slv,sm smo,sn sna,so som,sq sqi alb,sr srp,ss ssw,st sot,su sun,sv swe,sw swa,ta tam,te tel,tg tgk,th tha,ti tir,
tk tuk,tl tgl,tn tsn,to ton,tr tur,ts tso,tt tat,tw twi,ty tah,ug uig,uk ukr,ur urd,uz uzb,ve ven,vi vie,vo vol,wa wln,
wo wol,xh xho,yi yid,yo yor,za zha,zh zho chi,zu zul`
  .split(',')
  .map((language) => language.trim().split(' '));

function header(part: 1 | 2, content: 'complete' | 'fragment', title: string): CodeSystemHeader {
  return {
    resourceType: 'CodeSystem',
    id: `iso-639-${part}`,
    url: `http://terminology.hl7.org/CodeSystem/iso639-${part}`,
    name: `Languages639${part}`,
    title,
    status: 'active',
    caseSensitive: true,
    content,
    language: 'en',
  };
}

function* rows(spellings: (codes: readonly string[]) => readonly string[]): Generator<ConceptRow> {
  for (const language of codes) {
    const [alpha2 = ''] = language;
    for (const code of spellings(language)) {
      const display = platformName('language', 'en', alpha2) ?? code;
      yield { code, display, designations: platformDesignations('language', alpha2) };
    }
  }
}

/** ISO 639-1, codes of two letters. */
export const languages: CodeSystemContent = createListedContent(
  header(1, 'complete', 'Codes for the representation of names of languages (ISO 639-1)'),
  () => rows(([alpha2 = '']) => [alpha2]),
);

/** ISO 639-2, codes of three letters, of the languages that have one of two letters too. */
export const longLanguages: CodeSystemContent = createListedContent(
  header(2, 'fragment', 'Codes for the representation of names of languages (ISO 639-2)'),
  () => rows(([, ...alpha3]) => alpha3),
);
