/** A small shop in one language: what `npm run demo` sells. Prices are in the currency named. */
export interface DemoShop {
  currency: string
  categories: { name: string; products: [name: string, price: number][] }[]
}

export const demoShops: Record<string, DemoShop> = {
  en: {
    currency: 'USD',
    categories: [
      {
        name: 'Tea and coffee',
        products: [
          ['Green tea, 100 g', 6.5],
          ['Black tea, 100 g', 5.2],
          ['Ground coffee, 250 g', 9.9],
          ['Clay teapot', 28],
        ],
      },
      {
        name: 'Home',
        products: [
          ['Linen towel', 14],
          ['Beeswax candle', 8.5],
          ['Oak cutting board', 32],
        ],
      },
      {
        name: 'Stationery',
        products: [
          ['Notebook, A5', 7],
          ['Fountain pen', 24.5],
          ['Set of pencils', 5],
        ],
      },
    ],
  },
  vi: {
    currency: 'VND',
    categories: [
      {
        name: 'Trà và cà phê',
        products: [
          ['Trà sen Tây Hồ', 180000],
          ['Cà phê rang xay 250 g', 95000],
          ['Trà ô long', 145000],
          ['Ấm đất nung', 320000],
        ],
      },
      {
        name: 'Đồ gia dụng',
        products: [
          ['Khăn lanh', 85000],
          ['Nến sáp ong', 60000],
          ['Thớt gỗ sồi', 260000],
        ],
      },
      {
        name: 'Văn phòng phẩm',
        products: [
          ['Sổ tay A5', 45000],
          ['Bút máy', 210000],
          ['Bộ bút chì', 35000],
        ],
      },
    ],
  },
  fa: {
    currency: 'IRR',
    categories: [
      {
        name: 'چای و قهوه',
        products: [
          ['چای سبز ۱۰۰ گرمی', 1850000],
          ['چای سیاه لاهیجان', 1450000],
          ['قهوه آسیاب‌شده ۲۵۰ گرمی', 3900000],
          ['قوری سفالی', 5200000],
        ],
      },
      {
        name: 'خانه',
        products: [
          ['حوله کتان', 2400000],
          ['شمع موم عسل', 980000],
          ['تخته برش بلوط', 6100000],
        ],
      },
      {
        name: 'نوشت‌افزار',
        products: [
          ['دفتر آ۵', 850000],
          ['خودنویس', 4700000],
          ['مداد بسته‌ای', 620000],
        ],
      },
    ],
  },
  ar: {
    currency: 'EGP',
    categories: [
      {
        name: 'شاي وقهوة',
        products: [
          ['شاي أخضر ١٠٠ غرام', 95],
          ['شاي أسود', 70],
          ['قهوة مطحونة ٢٥٠ غرام', 180],
          ['إبريق فخار', 420],
        ],
      },
      {
        name: 'المنزل',
        products: [
          ['منشفة كتان', 210],
          ['شمعة من شمع العسل', 115],
          ['لوح تقطيع من البلوط', 480],
        ],
      },
      {
        name: 'قرطاسية',
        products: [
          ['دفتر A5', 65],
          ['قلم حبر', 340],
          ['طقم أقلام رصاص', 45],
        ],
      },
    ],
  },
  ru: {
    currency: 'RUB',
    categories: [
      {
        name: 'Чай и кофе',
        products: [
          ['Зелёный чай, 100 г', 420],
          ['Чёрный чай, 100 г', 350],
          ['Молотый кофе, 250 г', 690],
          ['Глиняный чайник', 2400],
        ],
      },
      {
        name: 'Дом',
        products: [
          ['Льняное полотенце', 890],
          ['Свеча из воска', 450],
          ['Разделочная доска из дуба', 1900],
        ],
      },
      {
        name: 'Канцелярия',
        products: [
          ['Блокнот А5', 310],
          ['Перьевая ручка', 1750],
          ['Набор карандашей', 240],
        ],
      },
    ],
  },
  uz: {
    currency: 'UZS',
    categories: [
      {
        name: 'Choy va qahva',
        products: [
          ['Koʻk choy, 100 g', 28000],
          ['Qora choy, 100 g', 24000],
          ['Maydalangan qahva, 250 g', 75000],
          ['Sopol choynak', 145000],
        ],
      },
      {
        name: 'Uy',
        products: [
          ['Zigʻir sochiq', 68000],
          ['Asalari mumidan sham', 39000],
          ['Eman taxtacha', 160000],
        ],
      },
      {
        name: 'Kanselyariya',
        products: [
          ['A5 daftar', 22000],
          ['Siyohli ruchka', 130000],
          ['Qalamlar toʻplami', 18000],
        ],
      },
    ],
  },
}
