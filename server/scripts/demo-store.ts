import { type DemoApi, demoApi } from './demo-api.ts'
import type { DemoStock } from './demo-orders.ts'

/** The web shop of a demo workspace in one language: what it says of its products beyond name and price. */
interface DemoStore {
  /** The name of its integration token. */
  name: string
  brands: [string, string]
  tags: { season: string; gift: string; offer: string }
  short: string
  description: string
  page: { title: string; content: string }
}

export const demoStores: Record<string, DemoStore> = {
  en: {
    name: 'Web shop',
    brands: ['Morning Hill', 'Quiet House'],
    tags: { season: 'new this season', gift: 'gift', offer: 'offer' },
    short: 'Chosen with care, packed by hand.',
    description:
      'Made by small workshops that we visit ourselves. Comes in plain paper, without plastic, ready to be given away.',
    page: {
      title: 'Delivery and returns',
      content:
        'Orders that reach us before noon leave the same day and arrive within two working days. What you do not like you may send back within 14 days; we pay the postage.',
    },
  },
  fa: {
    name: 'فروشگاه اینترنتی',
    brands: ['تپه صبح', 'خانه آرام'],
    tags: { season: 'تازه‌های فصل', gift: 'هدیه', offer: 'تخفیف' },
    short: 'با دقت انتخاب شده و با دست بسته‌بندی شده.',
    description:
      'ساخته کارگاه‌های کوچکی که خودمان از نزدیک می‌شناسیم. در کاغذ ساده و بدون پلاستیک بسته می‌شود و آماده هدیه دادن است.',
    page: {
      title: 'ارسال و بازگشت کالا',
      content:
        'سفارش‌هایی که پیش از ظهر ثبت شوند همان روز ارسال می‌شوند و تا دو روز کاری به دست شما می‌رسند. اگر کالا را نپسندیدید تا ۱۴ روز آن را پس بفرستید؛ هزینه پست با ماست.',
    },
  },
  ar: {
    name: 'المتجر الإلكتروني',
    brands: ['تل الصباح', 'البيت الهادئ'],
    tags: { season: 'جديد الموسم', gift: 'هدية', offer: 'عرض' },
    short: 'مختار بعناية ومغلف يدويًا.',
    description: 'من صنع ورش صغيرة نزورها بأنفسنا. يصلك في ورق بسيط من دون بلاستيك، جاهزًا للإهداء.',
    page: {
      title: 'التوصيل والإرجاع',
      content:
        'الطلبات التي تصلنا قبل الظهر تُرسل في اليوم نفسه وتصل خلال يومي عمل. ما لا يعجبك يمكنك إرجاعه خلال ١٤ يومًا، وأجرة البريد علينا.',
    },
  },
  vi: {
    name: 'Cửa hàng trực tuyến',
    brands: ['Đồi Sớm', 'Nhà Yên'],
    tags: { season: 'hàng mới', gift: 'quà tặng', offer: 'ưu đãi' },
    short: 'Chọn lựa kỹ, gói bằng tay.',
    description:
      'Do những xưởng nhỏ mà chúng tôi đích thân ghé thăm làm ra. Gói bằng giấy mộc, không nhựa, sẵn sàng để làm quà.',
    page: {
      title: 'Giao hàng và đổi trả',
      content:
        'Đơn đặt trước buổi trưa được gửi ngay trong ngày và đến nơi trong hai ngày làm việc. Không ưng ý, bạn có thể gửi trả trong 14 ngày; chúng tôi chịu phí gửi.',
    },
  },
  ru: {
    name: 'Интернет-магазин',
    brands: ['Утренний холм', 'Тихий дом'],
    tags: { season: 'новинка сезона', gift: 'подарок', offer: 'скидка' },
    short: 'Отобрано с заботой, упаковано вручную.',
    description:
      'Делают небольшие мастерские, в которых мы бываем сами. Приходит в простой бумаге, без пластика: можно сразу дарить.',
    page: {
      title: 'Доставка и возврат',
      content:
        'Заказы, оформленные до полудня, уходят в тот же день и приходят за два рабочих дня. Если вещь не понравилась, верните её в течение 14 дней: пересылку оплачиваем мы.',
    },
  },
  uz: {
    name: 'Internet doʻkon',
    brands: ['Tong tepasi', 'Sokin uy'],
    tags: { season: 'mavsum yangiligi', gift: 'sovgʻa', offer: 'chegirma' },
    short: 'Diqqat bilan tanlangan, qoʻlda oʻralgan.',
    description:
      'Oʻzimiz borib turadigan kichik ustaxonalarda tayyorlangan. Oddiy qogʻozga, plastiksiz oʻraladi, sovgʻa qilishga tayyor.',
    page: {
      title: 'Yetkazib berish va qaytarish',
      content:
        'Tushgacha berilgan buyurtmalar oʻsha kuni joʻnatiladi va ikki ish kunida yetib boradi. Yoqmasa, 14 kun ichida qaytarishingiz mumkin, pochta haqini biz toʻlaymiz.',
    },
  },
}

const host = 'https://shop.example.com'

/**
 * Lets a web shop speak as its plugin would: it takes over the first products of the stock by their SKUs, some at a discount, and
 * brings a page; one of its events is refused, so that the log shows that as well. Does nothing when the shop is connected already.
 * Answers how many products it keeps in step.
 */
export async function connectStore(
  api: DemoApi,
  base: string,
  language: string,
  products: DemoStock['products'],
  currency: string,
): Promise<number> {
  const store = demoStores[language]
  const tokens = await api.call('GET', '/api/v1/integrations/tokens/?page_size=100')
  if (!store || tokens.results.some(({ name }: { name: string }) => name === store.name)) return 0
  const { token } = await api.call('POST', '/api/v1/integrations/tokens/generate/', {
    integration_type: 'woocommerce',
    name: store.name,
  })
  const shop = demoApi(base, token)
  const events = []
  for (const [index, { id }] of products.slice(0, 8).entries()) {
    const { name, sku, price, stock, category } = await api.call('GET', `/api/products/${id}`)
    const number = 1001 + index
    const isOffer = index % 3 === 1
    const sale = Math.round(price * 85) / 100
    const { season, gift, offer } = store.tags
    const product = {
      id: number,
      sku,
      name,
      short_description: store.short,
      description: `<p>${store.description}</p>`,
      price: isOffer ? sale : price,
      regular_price: price,
      sale_price: isOffer ? sale : null,
      currency,
      stock_quantity: stock,
      stock_status: stock > 0 ? 'instock' : 'outofstock',
      categories: [category],
      tags: [...(index % 2 ? [gift] : [season]), ...(isOffer ? [offer] : [])],
      brand: store.brands[index < 4 ? 0 : 1],
      permalink: `${host}/product/${number}`,
      type: 'simple',
      status: 'publish',
    }
    events.push({ event_id: `demo_${number}_created`, event_type: 'product.created', product })
  }
  const { accepted } = await shop.call('POST', '/api/v1/integrations/woocommerce/bulk/', { events })
  const webhook = '/api/v1/integrations/woocommerce/webhook/'
  const [first, last] = [events[0], events.at(-1)]
  if (first && last) {
    await shop.call('POST', webhook, {
      ...first,
      event_id: 'demo_1001_updated',
      event_type: 'product.updated',
    })
    const product = { ...last.product, price: -1 }
    await shop.attempt('POST', webhook, { event_id: 'demo_refused', event_type: 'product.updated', product })
  }
  await shop.call('POST', '/api/v1/integrations/wordpress-content/webhook/', {
    event_id: 'demo_page_7',
    event_type: 'page.created',
    content: { id: 7, post_type: 'page', ...store.page, permalink: `${host}/delivery`, status: 'publish' },
  })
  return accepted
}
