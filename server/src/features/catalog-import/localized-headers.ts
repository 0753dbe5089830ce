import type { ColumnName } from './vocabulary.ts'

/**
 * Headers in Persian, Arabic, Vietnamese, Russian and Uzbek (both scripts), divided by ` | `; compared folded, so marks
 * and case do not count.
 */
export const localizedHeaders: Partial<Record<ColumnName, string>> = {
  id: 'شناسه | المعرف | المعرّف | معرف | Mã số | Идентификатор | ИД',
  type: 'نوع | نوع محصول | النوع | نوع المنتج | Loại | Loại sản phẩm | Тип | Тип товара | Turi | Тури',
  sku: 'شناسه محصول | کد محصول | کد کالا | رمز المنتج | رمز المنتج (SKU) | Mã sản phẩm | Mã hàng | Артикул | Artikul | Mahsulot kodi',
  barcode: 'بارکد | الباركود | Mã vạch | Штрихкод | Штрих-код | GTIN, UPC, EAN или ISBN | Shtrix-kod',
  name: 'نام | نام محصول | الاسم | اسم المنتج | Tên | Tên sản phẩm | Tên hàng | Имя | Название | Наименование | Nomi | Номи',
  published:
    'منتشر شده | منتشرشده | منشور | نُشر | تم النشر | Đã xuất bản | Đã đăng | Опубликован | Опубликовано | Chop etilgan | Нашр этилган',
  featured:
    'آیا ویژه است؟ | ویژه است؟ | هل هو مميز؟ | مميز؟ | Nổi bật? | Sản phẩm nổi bật? | рекомендуемый? | Рекомендуемый | Tavsiya etilganmi?',
  visibility:
    "قابلیت مشاهده در کاتالوگ | نمایش در کاتالوگ | الظهور في الكتالوج | الظهور في الكتالوغ | Hiển thị trong danh mục | Видимость в каталоге | Katalogda ko'rinishi",
  short_description:
    'توضیحات کوتاه | توضیح کوتاه | وصف قصير | الوصف القصير | Mô tả ngắn | Краткое описание | Qisqa tavsif',
  description: 'توضیحات | توضیح | الوصف | وصف | Mô tả | Описание | Tavsif | Тавсиф',
  sale_from:
    'تاریخ شروع قیمت فروش ویژه | تاریخ شروع حراج | تاريخ بدء سعر التخفيض | تاريخ بدء التخفيض | Ngày bắt đầu giảm giá | Ngày bắt đầu khuyến mãi | Дата начала действия продажной цены | Дата начала акции | Дата начала действия цены распродажи | Chegirma boshlanish sanasi',
  sale_to:
    'تاریخ پایان قیمت فروش ویژه | تاریخ پایان حراج | تاريخ انتهاء سعر التخفيض | تاريخ انتهاء التخفيض | Ngày kết thúc giảm giá | Ngày kết thúc khuyến mãi | Дата окончания действия продажной цены | Дата окончания акции | Дата окончания действия цены распродажи | Chegirma tugash sanasi',
  tax_status: 'وضعیت مالیات | وضعیت مالیاتی | حالة الضريبة | Trạng thái thuế | Статус налога | Soliq holati',
  tax_class:
    'کلاس مالیاتی | نوع مالیات | فئة الضريبة | Loại thuế | Налоговый класс | Класс налога | Soliq toifasi',
  in_stock:
    'در انبار؟ | موجود در انبار؟ | موجود است؟ | متوفر في المخزون؟ | متوفر؟ | Còn hàng? | В наличии? | Наличие | Omborda bormi? | Mavjudmi?',
  stock:
    'موجودی | موجودی انبار | انبار | المخزون | الكمية | Kho | Tồn kho | Số lượng | Запасы | Остаток | Количество | Zaxira | Qoldiq | Захира',
  low_stock_threshold:
    'مقدار کم موجودی | آستانه کمبود موجودی | حد المخزون المنخفض | كمية المخزون المنخفضة | Ngưỡng tồn kho thấp | Số lượng tồn kho thấp | Величина малых запасов | Порог малых запасов | Kam qoldiq chegarasi',
  backorders:
    'پیش‌خرید مجاز است؟ | پیش فروش مجاز است؟ | هل يُسمح بالطلب المسبق؟ | السماح بالطلبات المسبقة؟ | Cho phép đặt hàng trước? | Разрешен предзаказ? | Возможен ли предзаказ? | Oldindan buyurtma mumkinmi?',
  sold_individually:
    'تک فروشی؟ | به صورت تکی فروخته شود؟ | يباع بشكل فردي؟ | Bán riêng lẻ? | Продано индивидуально? | Donalab sotiladimi?',
  weight: "وزن | الوزن | Trọng lượng | Cân nặng | Khối lượng | Вес | Og'irligi | Vazni | Вазни",
  length: 'طول | الطول | Chiều dài | Длина | Uzunligi',
  width: 'عرض | العرض | Chiều rộng | Ширина | Kengligi | Eni',
  height: 'ارتفاع | الارتفاع | Chiều cao | Высота | Balandligi',
  reviews:
    'اجازه نظر مشتریان؟ | اجازه دادن به نظرات مشتری؟ | السماح بمراجعات العملاء؟ | Cho phép khách hàng đánh giá? | Разрешить отзывы от клиентов? | Mijozlar sharhiga ruxsatmi?',
  purchase_note: 'یادداشت خرید | ملاحظة الشراء | Ghi chú mua hàng | Примечание к покупке | Xarid eslatmasi',
  cost_price:
    'قیمت خرید | بهای تمام شده | سعر التكلفة | Giá vốn | Giá nhập | Себестоимость | Закупочная цена | Tannarx',
  sale_price:
    'قیمت فروش ویژه | قیمت حراج | سعر التخفيض | سعر البيع | سعر العرض | Giá khuyến mãi | Giá giảm | Акционная цена | Цена распродажи | Цена со скидкой | Chegirma narxi | Чегирма нархи',
  regular_price:
    'قیمت عادی | قیمت اصلی | قیمت | السعر العادي | السعر الافتراضي | السعر | Giá bán thường | Giá thông thường | Giá gốc | Giá bán | Giá | Базовая цена | Обычная цена | Цена | Oddiy narx | Narxi | Narx | Нархи',
  categories:
    'دسته‌ها | دسته بندی‌ها | دسته‌بندی | التصنيفات | الفئات | الأقسام | Danh mục | Nhóm hàng | Категории | Категория | Toifalar | Kategoriyalar | Тоифалар',
  tags: 'برچسب‌ها | الوسوم | Từ khóa | Thẻ | Метки | Теги | Teglar',
  shipping_class:
    'کلاس حمل و نقل | کلاس ارسال | فئة الشحن | Loại giao hàng | Lớp giao hàng | Класс доставки | Yetkazish toifasi',
  images:
    'تصاویر | تصویر | الصور | صور | الصورة | Hình ảnh | Ảnh | Изображения | Картинки | Изображение | Rasmlar | Rasm | Расмлар',
  main_image: 'تصویر اصلی | الصورة الرئيسية | Ảnh chính | Главное изображение | Asosiy rasm',
  download_limit:
    'محدودیت دانلود | حد التنزيل | حد التحميل | Giới hạn tải xuống | Лимит загрузок | Лимит скачивания | Yuklab olish chegarasi',
  download_expiry:
    'روزهای انقضای دانلود | أيام انتهاء التنزيل | Số ngày hết hạn tải xuống | Дней срока загрузки | Число дней до просроченной загрузки | Yuklab olish muddati',
  parent: 'مادر | والد | الأب | المنتج الأب | Cha | Sản phẩm cha | Родительский | Родитель | Ota mahsulot',
  supplier: 'تامین کننده | تأمین‌کننده | المورد | Nhà cung cấp | Поставщик | Yetkazib beruvchi',
  grouped:
    'محصولات گروهی | محصولات گروه بندی شده | المنتجات المجمعة | Sản phẩm nhóm | Nhóm sản phẩm | Сгруппированные товары | Guruhlangan mahsulotlar',
  upsells:
    'بیش‌فروشی | تشویق برای خرید بیشتر | منتجات ترقية | Bán thêm | Bán gia tăng | Апсейл | Апсэлы | Qimmatroq takliflar',
  cross_sells:
    "فروش متقابل | فروش جانبی | البيع المتقاطع | Bán chéo | Кросселы | Кросс-продажи | Qo'shimcha takliflar",
  external_url:
    'آدرس خارجی | پیوند خارجی | رابط خارجي | URL bên ngoài | Внешний URL | Внешняя ссылка | Tashqi havola',
  button_text: 'متن دکمه | نص الزر | Nội dung nút | Chữ trên nút | Текст кнопки | Tugma matni',
  position: "موقعیت | الموضع | Vị trí | Позиция | O'rni",
  brands: 'برندها | العلامات التجارية | Thương hiệu | Бренды | Brendlar',
  attribute_name:
    'نام ویژگی # | نام # ویژگی | ویژگی # نام | اسم السمة # | السمة # الاسم | Tên thuộc tính # | Thuộc tính # tên | Имя атрибута # | Название атрибута # | Атрибут # имя | Xususiyat # nomi | #-xususiyat nomi',
  attribute_value:
    'مقدار(های) ویژگی # | مقدارهای ویژگی # | مقدار # ویژگی | ویژگی # مقدار | قيمة السمة # | قيم السمة # | قيمة (قيم) السمة # | Giá trị thuộc tính # | (Các) giá trị thuộc tính # | Thuộc tính # giá trị | Значение(-я) атрибута # | Значения атрибута # | Значение атрибута # | Атрибут # значение | Xususiyat # qiymati | Xususiyat # qiymatlari',
  attribute_visible:
    "نمایش ویژگی # | قابل مشاهده بودن ویژگی # | السمة # مرئية | Hiển thị thuộc tính # | Видимость атрибута # | Xususiyat # ko'rinishi",
  attribute_global:
    'ویژگی # عمومی | ویژگی سراسری # | السمة # عامة | Thuộc tính # chung | Глобальный атрибут # | Xususiyat # umumiy',
  attribute_default:
    'پیش‌فرض ویژگی # | السمة # الافتراضية | Thuộc tính # mặc định | Атрибут # по умолчанию | Xususiyat # standart',
  download_id: 'شناسه دانلود # | معرف التنزيل # | ID tải xuống # | ID загрузки # | Yuklama # ID',
  download_name:
    'نام دانلود # | اسم التنزيل # | Tên tải xuống # | Имя загрузки # | Название загрузки # | Yuklama # nomi',
  download_url:
    'آدرس دانلود # | لینک دانلود # | رابط التنزيل # | URL tải xuống # | URL загрузки # | Yuklama # havolasi',
}
