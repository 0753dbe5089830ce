/** Who works in the demo shop of one language, who buys there, and who carries it. Everything is invented. */
export interface DemoPeople {
  /** Begins every phone number; the rest is made up of zeroes and a running number. */
  phonePrefix: string
  branches: [name: string, address: string][]
  /** With the share of a usual product's price that delivery costs, and its days. */
  carriers: [name: string, description: string, costShare: number, days: number][]
  groups: [name: string, description: string, discountPercentage: number][]
  suppliers: [name: string, contact: string, mailbox: string, address: string][]
  /** The address is `<mailbox>@example.com`. */
  customers: [name: string, mailbox: string, address: string][]
  manager: [name: string, mailbox: string]
  seller: [name: string, mailbox: string]
  /** Whose invitation stays open. */
  invited: string
  tokens: { website: string; accounting: string; courier: string }
  notes: { delivery: string; count: string; giftWrap: string }
}

export const demoPeople: Record<string, DemoPeople> = {
  en: {
    phonePrefix: '+44 20 0000 ',
    branches: [
      ['Old Town shop', '12 Lantern Street'],
      ['Harbour stall', '3 Quay Road'],
    ],
    carriers: [
      ['Swift Parcel', 'To the door, with tracking', 0.4, 2],
      ['Bicycle courier', 'Within the town, the same day', 0.25, 1],
      ['Pick-up at the shop', 'Free of charge', 0, 0],
    ],
    groups: [
      ['Regulars', 'Buy every month', 5],
      ['Wholesale', 'Cafés and offices', 12],
    ],
    suppliers: [
      ['Hillside Tea Traders', 'Morgan Vale', 'sales.hillside', '40 Garden Row'],
      ['Oak & Linen Workshop', 'Jo Carver', 'orders.oaklinen', '7 Mill Lane'],
    ],
    customers: [
      ['Alex Morgan', 'alex.morgan', '5 Elm Court'],
      ['Sam Rivers', 'sam.rivers', '18 Bridge Street'],
      ['Jamie Brook', 'jamie.brook', '2 Orchard Way'],
      ['Robin Field', 'robin.field', '77 Station Road'],
      ['Casey Hill', 'casey.hill', '31 Market Square'],
      ['Taylor Marsh', 'taylor.marsh', '9 Chapel Walk'],
      ['Café Lantern', 'kitchen.lantern', '14 Lantern Street'],
      ['Jordan Wells', 'jordan.wells', '60 Park Avenue'],
    ],
    manager: ['Avery Stone', 'avery.stone'],
    seller: ['Riley Frost', 'riley.frost'],
    invited: 'quinn.ash',
    tokens: { website: 'Website stock', accounting: 'Accounting export', courier: 'Courier hand-over' },
    notes: { delivery: 'Delivery of the supplier', count: 'Stock count', giftWrap: 'Please wrap as a gift' },
  },
  vi: {
    phonePrefix: '+84 900 000 ',
    branches: [
      ['Cửa hàng Phố Cổ', '12 Hàng Gai, Hoàn Kiếm, Hà Nội'],
      ['Cửa hàng Quận 3', '45 Võ Văn Tần, Quận 3, TP. Hồ Chí Minh'],
    ],
    carriers: [
      ['Giao Nhanh Sao Mai', 'Giao tận nhà, có mã theo dõi', 0.2, 2],
      ['Xe ôm nội thành', 'Trong ngày', 0.15, 1],
      ['Nhận tại cửa hàng', 'Miễn phí', 0, 0],
    ],
    groups: [
      ['Khách thân thiết', 'Mua hằng tháng', 5],
      ['Khách sỉ', 'Quán cà phê và văn phòng', 12],
    ],
    suppliers: [
      ['Hợp tác xã Chè Đồi Xanh', 'Vũ Đình Khang', 'banhang.doixanh', 'Tân Cương, Thái Nguyên'],
      ['Xưởng Gốm Sông Hồng', 'Đặng Thùy Chi', 'xuong.songhong', 'Bát Tràng, Hà Nội'],
    ],
    customers: [
      ['Nguyễn Thị Lan', 'lan.nguyen', '8 Trần Phú, Ba Đình, Hà Nội'],
      ['Trần Văn Minh', 'minh.tran', '21 Lê Lợi, Quận 1, TP. Hồ Chí Minh'],
      ['Lê Thu Hà', 'ha.le', '3 Bạch Đằng, Hải Châu, Đà Nẵng'],
      ['Phạm Quốc Bảo', 'bao.pham', '16 Nguyễn Huệ, Huế'],
      ['Hoàng Mai Anh', 'maianh.hoang', '50 Láng Hạ, Đống Đa, Hà Nội'],
      ['Bùi Đức Thắng', 'thang.bui', '77 Cách Mạng Tháng Tám, Cần Thơ'],
      ['Quán Cà phê Góc Phố', 'quan.gocpho', '2 Nhà Thờ, Hoàn Kiếm, Hà Nội'],
      ['Đỗ Khánh Linh', 'linh.do', '9 Lý Thường Kiệt, Hải Phòng'],
    ],
    manager: ['Ngô Thanh Tùng', 'tung.ngo'],
    seller: ['Phan Ngọc Diệp', 'diep.phan'],
    invited: 'quynh.vo',
    tokens: {
      website: 'Tồn kho trang web',
      accounting: 'Xuất dữ liệu kế toán',
      courier: 'Bàn giao vận chuyển',
    },
    notes: { delivery: 'Nhập hàng từ nhà cung cấp', count: 'Kiểm kê', giftWrap: 'Gói quà giúp tôi' },
  },
  fa: {
    phonePrefix: '+98 900 000 ',
    branches: [
      ['فروشگاه مرکزی', 'تهران، خیابان ولیعصر، پلاک ۱۲'],
      ['شعبه اصفهان', 'اصفهان، خیابان چهارباغ، پلاک ۴۵'],
    ],
    carriers: [
      ['پیک تیزبال', 'تحویل در منزل با کد رهگیری', 0.3, 3],
      ['پیک موتوری شهری', 'همان روز', 0.2, 1],
      ['تحویل در فروشگاه', 'بدون هزینه', 0, 0],
    ],
    groups: [
      ['مشتریان وفادار', 'خرید هر ماه', 5],
      ['عمده', 'کافه‌ها و دفترها', 12],
    ],
    suppliers: [
      ['بازرگانی چای سبزدشت', 'کامران بهرامی', 'sales.sabzdasht', 'لاهیجان، خیابان امام'],
      ['کارگاه سفال میبد', 'نرگس صالحی', 'orders.sofal', 'میبد، خیابان کاشانی'],
    ],
    customers: [
      ['مریم رضایی', 'maryam.rezaei', 'تهران، سعادت‌آباد، پلاک ۸'],
      ['علی احمدی', 'ali.ahmadi', 'شیراز، خیابان زند، پلاک ۲۱'],
      ['زهرا کریمی', 'zahra.karimi', 'مشهد، بلوار وکیل‌آباد، پلاک ۳۰'],
      ['حسین مرادی', 'hossein.moradi', 'تبریز، خیابان امام، پلاک ۱۶'],
      ['سارا نوری', 'sara.nouri', 'اصفهان، خیابان حافظ، پلاک ۵'],
      ['رضا شفیعی', 'reza.shafiei', 'کرج، گوهردشت، پلاک ۷۷'],
      ['کافه ایوان', 'cafe.eyvan', 'تهران، خیابان ایرانشهر، پلاک ۲'],
      ['لیلا قاسمی', 'leila.ghasemi', 'رشت، گلسار، پلاک ۹'],
    ],
    manager: ['بهنام فرهادی', 'behnam.farhadi'],
    seller: ['نیلوفر جعفری', 'niloufar.jafari'],
    invited: 'pouya.taheri',
    tokens: { website: 'موجودی وب‌سایت', accounting: 'خروجی حسابداری', courier: 'تحویل به پیک' },
    notes: { delivery: 'رسید کالا از تأمین‌کننده', count: 'انبارگردانی', giftWrap: 'لطفاً کادو شود' },
  },
  ar: {
    phonePrefix: '+20 100 000 ',
    branches: [
      ['متجر وسط البلد', 'القاهرة، شارع طلعت حرب، ١٢'],
      ['فرع الإسكندرية', 'الإسكندرية، طريق الكورنيش، ٤٥'],
    ],
    carriers: [
      ['البرق للتوصيل', 'إلى الباب مع رقم تتبع', 0.3, 3],
      ['مندوب داخل المدينة', 'في اليوم نفسه', 0.2, 1],
      ['الاستلام من المتجر', 'بلا رسوم', 0, 0],
    ],
    groups: [
      ['عملاء دائمون', 'يشترون كل شهر', 5],
      ['جملة', 'مقاهٍ ومكاتب', 12],
    ],
    suppliers: [
      ['شركة تلال الشاي', 'طارق منصور', 'sales.tilal', 'القاهرة، مدينة نصر'],
      ['ورشة الفخار الأصيل', 'هدى فوزي', 'orders.fakhar', 'الفيوم، قرية تونس'],
    ],
    customers: [
      ['ليلى حسن', 'layla.hassan', 'القاهرة، المعادي، شارع ٩، ٨'],
      ['عمر خالد', 'omar.khaled', 'الجيزة، الدقي، شارع التحرير، ٢١'],
      ['نور إبراهيم', 'nour.ibrahim', 'الإسكندرية، سموحة، ٣٠'],
      ['يوسف سالم', 'youssef.salem', 'المنصورة، شارع الجيش، ١٦'],
      ['سلمى عادل', 'salma.adel', 'طنطا، شارع البحر، ٥'],
      ['كريم نبيل', 'karim.nabil', 'أسوان، طريق النيل، ٧٧'],
      ['مقهى المشربية', 'cafe.mashrabia', 'القاهرة، شارع المعز، ٢'],
      ['مريم سامي', 'mariam.samy', 'بورسعيد، شارع فلسطين، ٩'],
    ],
    manager: ['هشام رأفت', 'hesham.raafat'],
    seller: ['دينا شريف', 'dina.sherif'],
    invited: 'adham.lotfy',
    tokens: { website: 'مخزون الموقع', accounting: 'تصدير المحاسبة', courier: 'تسليم المندوب' },
    notes: { delivery: 'توريد من المورد', count: 'جرد', giftWrap: 'يرجى التغليف كهدية' },
  },
  ru: {
    phonePrefix: '+7 900 000-',
    branches: [
      ['Магазин на Садовой', 'Санкт-Петербург, Садовая ул., 12'],
      ['Точка на набережной', 'Казань, Кремлёвская наб., 45'],
    ],
    carriers: [
      ['Быстрая посылка', 'До двери, с трек-номером', 0.4, 3],
      ['Курьер по городу', 'В тот же день', 0.3, 1],
      ['Самовывоз', 'Бесплатно', 0, 0],
    ],
    groups: [
      ['Постоянные', 'Покупают каждый месяц', 5],
      ['Опт', 'Кафе и офисы', 12],
    ],
    suppliers: [
      ['Чайный дом «Склон»', 'Виктор Громов', 'zakaz.sklon', 'Москва, Чайный пер., 4'],
      ['Мастерская «Дуб и лён»', 'Елена Тихонова', 'zakaz.dublen', 'Вологда, Речная ул., 7'],
    ],
    customers: [
      ['Анна Лебедева', 'anna.lebedeva', 'Москва, Лесная ул., 8'],
      ['Игорь Соколов', 'igor.sokolov', 'Екатеринбург, ул. Малышева, 21'],
      ['Мария Орлова', 'maria.orlova', 'Казань, ул. Баумана, 30'],
      ['Павел Зимин', 'pavel.zimin', 'Новосибирск, Красный пр., 16'],
      ['Ольга Белова', 'olga.belova', 'Тверь, Трёхсвятская ул., 5'],
      ['Тимур Галеев', 'timur.galeev', 'Уфа, пр. Октября, 77'],
      ['Кафе «Фонарь»', 'kuhnya.fonar', 'Санкт-Петербург, Садовая ул., 14'],
      ['Дарья Ковалёва', 'darya.kovaleva', 'Самара, Волжский пр., 9'],
    ],
    manager: ['Сергей Морозов', 'sergey.morozov'],
    seller: ['Алина Фомина', 'alina.fomina'],
    invited: 'nikita.zuev',
    tokens: {
      website: 'Остатки для сайта',
      accounting: 'Выгрузка в бухгалтерию',
      courier: 'Передача курьеру',
    },
    notes: { delivery: 'Поставка', count: 'Инвентаризация', giftWrap: 'Упакуйте, пожалуйста, в подарок' },
  },
  uz: {
    phonePrefix: '+998 90 000 ',
    branches: [
      ['Chorsu doʻkoni', 'Toshkent, Navoiy koʻchasi, 12'],
      ['Samarqand filiali', 'Samarqand, Registon koʻchasi, 45'],
    ],
    carriers: [
      ['Lochin kuryer', 'Eshikkacha, kuzatuv raqami bilan', 0.3, 3],
      ['Shahar kuryeri', 'Shu kunning oʻzida', 0.2, 1],
      ['Doʻkondan olib ketish', 'Bepul', 0, 0],
    ],
    groups: [
      ['Doimiy mijozlar', 'Har oy xarid qiladi', 5],
      ['Ulgurji', 'Kafe va idoralar', 12],
    ],
    suppliers: [
      ['Yashil Choy savdo uyi', 'Sherzod Tursunov', 'savdo.yashilchoy', 'Toshkent, Chilonzor'],
      ['Rishton kulolchilik ustaxonasi', 'Gulnora Saidova', 'buyurtma.rishton', 'Fargʻona, Rishton'],
    ],
    customers: [
      ['Nodira Karimova', 'nodira.karimova', 'Toshkent, Yunusobod, 8'],
      ['Jasur Aliyev', 'jasur.aliyev', 'Buxoro, Mustaqillik koʻchasi, 21'],
      ['Malika Yusupova', 'malika.yusupova', 'Andijon, Navoiy koʻchasi, 30'],
      ['Bekzod Rahimov', 'bekzod.rahimov', 'Namangan, Uychi koʻchasi, 16'],
      ['Dilnoza Qodirova', 'dilnoza.qodirova', 'Samarqand, Dagbit koʻchasi, 5'],
      ['Aziz Normatov', 'aziz.normatov', 'Xiva, Ichan qalʼa, 77'],
      ['Anor choyxonasi', 'anor.choyxona', 'Toshkent, Navoiy koʻchasi, 14'],
      ['Sevara Ismoilova', 'sevara.ismoilova', 'Nukus, Doʻstlik koʻchasi, 9'],
    ],
    manager: ['Otabek Xolmatov', 'otabek.xolmatov'],
    seller: ['Zilola Ergasheva', 'zilola.ergasheva'],
    invited: 'kamola.umarova',
    tokens: { website: 'Sayt qoldiqlari', accounting: 'Buxgalteriya uchun', courier: 'Kuryerga topshirish' },
    notes: {
      delivery: 'Yetkazib beruvchidan kirim',
      count: 'Inventarizatsiya',
      giftWrap: 'Sovgʻa qilib oʻrang',
    },
  },
}
