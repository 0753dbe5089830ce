import { fold, foldKeepingMarks } from '../../kernel/text/fold.ts'

/** The languages that questions are asked in. */
export const languages = ['en', 'fa', 'ar', 'vi', 'ru', 'uz'] as const
export type Language = (typeof languages)[number]

/**
 * What people say around what they look for: greetings, question words, polite words, shop words (price, available). They tell the
 * language, and no product by them.
 */
const lists: Record<Language, string> = {
  en: `a an the and or of for to in on at with without by from is are was be do does did doing u have has had you your ya i me my we our us it its this that these those
    what whats which who whom where when how why can could would should will may might must there here any some something somthing anything thing things one ones
    please pls plz hi hello hey thanks thank need want wanna looking look find show get give buy sell selling sold like
    price prices cost costs much many available availability stock shop store if not no yes so also only just about use using used work works make go made into my made
    than then more most all out up off under over below above less cheaper`,
  fa: `و یا از به در با برای واسه تا که را رو این آن اون هم یه یک چی چه چیزی چیز چیست چیه کدومه چند چنده چقدر چقدره چقد قیمت قیمتش قیمتها نرخ دارید دارین داری دارم دارد داره هست هستش هستند است موجود موجوده موجوده
    میخوام میخواهم میخوایم خواستم بخوام لازم دنبال لطفا سلام مرسی ممنون درود آیا کدام کدوم چطور چجوری کجا کی من ما شما تو او ببینم بدید بدین بده میشه میشود باشه باشد شود شه کنه کند کنم نشه نباشه
    فروشگاه فروش بخرم خرید رنگ رنگش م ش اش ام ها بر هر همه نه بله آره بیشتر کمتر زیر بالای`,
  ar: `و او أو من الى إلى على في عن مع ب ل هل ما ماذا ماهو ماهي كم بكم سعر سعره السعر اسعار عندكم عندك لديكم لدي يوجد فيه موجود متوفر متوفره يتوفر ابي ابغى ابغا أريد اريد بدي عايز حاب احتاج لو سمحت سمحتم ممكن
    شي شيء حاجه هذا هذه ذلك التي الذي اللي انا انت نحن هو هي لي لنا مرحبا السلام عليكم شكرا باللون بلون لون مقاس حجم نوع ايش شو وش كيف اين وين متى كل بدون يطلع تشتغل يشتغل لا نعم اقل اكثر تحت فوق محل متجر`,
  vi: `và hoặc của cho với từ ở trong ngoài là có không ko k hok hông shop ơi ạ à nhé nha vậy thế này kia đó gì nào bao nhiêu bn tiền giá mình tôi em anh chị bạn mua bán cần muốn tìm xem hỏi xin chào cảm ơn còn hàng cái chiếc con
    loại được đi để mặc màu thì mà cũng rất hay dùng một những các ai đâu sao khi nếu ít nhiều hơn dưới trên đồ mẹ ba`,
  ru: `и или а но в во на с со к ко о об от до из у за по под над для без при про чтоб чтобы что чем кто где когда как какой какая какое какие сколько почем ли же бы не ни нет да есть имеется наличии наличие был это этот эта эти тот та те
    я мне меня мы нам нас ты вы вас вам он она оно они нужен нужна нужно нужны хочу хотел хотела ищу ищем купить продаете продается продажа стоит стоят стоимость цена цены цену почём пожалуйста здравствуйте привет спасибо подскажите
    можно магазин случайно ещё еще уже очень который которая еще его ее их все всё так там тут покажите дайте чего то`,
  uz: `va yoki bilan uchun ham lekin bu shu u o'sha men menga meni mening biz bizga siz sizda sizlarda senga sen qancha qanchadan necha nechpul nechi pul turadi narxi narx narxlari bormi bor yo'q yo'qmi mavjud mavjudmi kerak kerakmi kerak edi edi ekan
    qaysi qanday qanaqa nima nimadir narsa qayerda qachon kim sotasizmi sotib olmoqchi olmoqchiman olaman bering ko'rsating iltimos salom assalomu alaykum rahmat do'kon do'konda xohlayman qidiryapman lisi lik eng yaxshi yaxshisi mi rangli rang bir`,
}

/** Uzbek in Cyrillic letters: what Russian does not have. */
const uzbekCyrillic =
  'ва билан учун ҳам бу шу мен менга сиз қанча неча нечпул нархи нарх борми бор йўқ керак қайси қандай нима сотасизми салом раҳмат дўкон эди туради'

/** Who uses one of these and names nothing wants to know what there is at all. */
const goods = `product products item items goods sell selling catalog catalogue assortment
  محصول محصولات محصولی محصولاتی کالا کالاها کالاهایی اجناس جنس میفروشید میفروشین
  منتج منتجات منتجاتکم بضاعه بضائع تبیعون تبیع sảnphẩm bán
  товар товары товаров ассортимент продаете продаёте mahsulot mahsulotlar mahsulotlaringiz tovar tovarlar sotasiz sotasizlar sotiladi`

/** Words that stand for what was spoken of before. */
const pronouns: Record<Language, string> = {
  en: 'it its they them that this these those one ones',
  fa: 'آن اون این همان همون همین',
  ar: 'هو هي هذا هذه ذلك تلك منه منها',
  vi: 'nó này đó kia ấy',
  ru: 'он она оно они его её их этот эта это эти',
  uz: "u bu shu o'sha uni uning unda",
}

const split = (list: string) => list.split(/\s+/).filter(Boolean)
const plain = (word: string) => fold(word).replaceAll("'", '')

export interface FunctionWords {
  /** Folded words by language. */
  words: Record<Language, ReadonlySet<string>>
  /** Vietnamese ones with their marks: `cho` is one, `chó` (dog) is not. */
  marked: ReadonlySet<string>
  goods: ReadonlySet<string>
  pronouns: Record<Language, ReadonlySet<string>>
}

export function createFunctionWords(): FunctionWords {
  const words = setsOf(lists)
  for (const word of split(uzbekCyrillic)) words.uz.add(plain(word))
  return {
    words,
    marked: new Set(split(lists.vi).map(foldKeepingMarks)),
    goods: new Set(split(goods).map(plain)),
    pronouns: setsOf(pronouns),
  }
}

function setsOf(wordsByLanguage: Record<Language, string>): Record<Language, Set<string>> {
  const sets = languages.map(
    (language) => [language, new Set(split(wordsByLanguage[language]).map(plain))] as const,
  )
  return Object.fromEntries(sets) as Record<Language, Set<string>>
}
