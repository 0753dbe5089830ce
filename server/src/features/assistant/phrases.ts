import type { Language } from './function-words.ts'

/** What an answer without a model says, in one language. */
export interface Phrases {
  /** Before the first of several. */
  intro: string
  price: (price: string, was: string | null) => string
  noPrice: string
  inStock: string
  soldOut: string
  more: (count: number) => string
  page: (title: string) => string
  notFound: string
  /** How people call a currency; others by their code. */
  currencies: Record<string, string>
  comma: string
}

export const phrases: Record<Language, Phrases> = {
  en: {
    intro: 'This is what fits your question:',
    price: (price, was) => (was ? `it costs ${price} instead of ${was}` : `it costs ${price}`),
    noPrice: 'no price is given',
    inStock: 'it is in stock',
    soldOut: 'it is sold out at the moment',
    more: (count) => (count === 1 ? 'One more product fits as well.' : `${count} more products fit as well.`),
    page: (title) => `Our page “${title}” says:`,
    notFound:
      'I could not find anything about that in this shop. Try the name of the product or its category.',
    currencies: {},
    comma: ', ',
  },
  fa: {
    intro: 'این‌ها با پرسش شما جور است:',
    price: (price, was) => (was ? `قیمت آن ${price} است (پیش از تخفیف ${was})` : `قیمت آن ${price} است`),
    noPrice: 'قیمتی برای آن ثبت نشده است',
    inStock: 'موجود است',
    soldOut: 'فعلاً ناموجود است',
    more: (count) => `${count} محصول دیگر هم با پرسش شما جور است.`,
    page: (title) => `در صفحهٔ «${title}» آمده است:`,
    notFound: 'در این فروشگاه چیزی دربارهٔ پرسش شما پیدا نکردم. لطفاً نام محصول یا دستهٔ آن را بنویسید.',
    currencies: {
      IRT: 'تومان',
      IRR: 'ریال',
      IRHT: 'هزار تومان',
      IRHR: 'هزار ریال',
      USD: 'دلار',
      EUR: 'یورو',
    },
    comma: '، ',
  },
  ar: {
    intro: 'هذا ما يناسب سؤالك:',
    price: (price, was) => (was ? `سعره ${price} بدلاً من ${was}` : `سعره ${price}`),
    noPrice: 'لم يُحدَّد سعره',
    inStock: 'متوفر في المخزون',
    soldOut: 'غير متوفر حالياً',
    more: (count) => `وهناك منتجات أخرى مناسبة، عددها ${count}.`,
    page: (title) => `جاء في صفحة «${title}»:`,
    notFound: 'لم أجد في هذا المتجر شيئاً عن سؤالك. جرّب اسم المنتج أو فئته.',
    currencies: { SAR: 'ريال سعودي', AED: 'درهم إماراتي', USD: 'دولار', EUR: 'يورو', EGP: 'جنيه مصري' },
    comma: '، ',
  },
  vi: {
    intro: 'Đây là những gì phù hợp với câu hỏi của bạn:',
    price: (price, was) => (was ? `giá ${price} (giá gốc ${was})` : `giá ${price}`),
    noPrice: 'chưa có giá',
    inStock: 'còn hàng',
    soldOut: 'hiện đã hết hàng',
    more: (count) => `Còn ${count} sản phẩm khác cũng phù hợp.`,
    page: (title) => `Trang “${title}” có viết:`,
    notFound:
      'Mình không tìm thấy gì về câu hỏi này trong cửa hàng. Bạn thử nhập tên sản phẩm hoặc danh mục nhé.',
    currencies: { VND: 'đ' },
    comma: ', ',
  },
  ru: {
    intro: 'Вот что подходит к вашему вопросу:',
    price: (price, was) => (was ? `цена ${price} вместо ${was}` : `цена ${price}`),
    noPrice: 'цена не указана',
    inStock: 'есть в наличии',
    soldOut: 'сейчас нет в наличии',
    more: (count) => `Подходит и другое, ещё товаров: ${count}.`,
    page: (title) => `На странице «${title}» написано:`,
    notFound: 'Я ничего не нашёл об этом в магазине. Попробуйте написать название товара или категорию.',
    currencies: { RUB: 'руб.', UZS: 'сум' },
    comma: ', ',
  },
  uz: {
    intro: 'Savolingizga quyidagilar mos keladi:',
    price: (price, was) => (was ? `narxi ${price}, avval ${was} edi` : `narxi ${price}`),
    noPrice: 'narxi ko‘rsatilmagan',
    inStock: 'sotuvda bor',
    soldOut: 'hozir sotuvda yo‘q',
    more: (count) => `Yana ${count} ta mahsulot mos keladi.`,
    page: (title) => `«${title}» sahifasida shunday yozilgan:`,
    notFound: 'Bu do‘kondan savolingizga mos narsa topilmadi. Mahsulot nomi yoki turkumini yozib ko‘ring.',
    currencies: { UZS: 'so‘m', RUB: 'rubl', USD: 'dollar' },
    comma: ', ',
  },
}
