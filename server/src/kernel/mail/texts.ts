export const LANGUAGES = ['en', 'fa', 'ar', 'vi', 'ru', 'uz'] as const
export type Language = (typeof LANGUAGES)[number]

interface LinkMail {
  subject: string
  message: string
  button: string
}

export interface MailTexts {
  greeting: string
  ignore: string
  welcome: LinkMail
  verification: LinkMail
  passwordReset: LinkMail
  /** `{inviter}`, `{workspace}` and `{role}` are filled in. */
  invitation: LinkMail
  /** `{platform}`, `{account}` and `{workspace}` are filled in. */
  connectionEnded: LinkMail
  roles: Record<'manager' | 'seller' | 'viewer', string>
}

/** `{name}` and `{expiry}` are filled in by the template. */
export const texts: Record<Language, MailTexts> = {
  en: {
    greeting: 'Hello {name},',
    ignore: 'If this was not you, please ignore this e-mail.',
    welcome: {
      subject: 'Welcome to Tradepost',
      message: 'Your account is ready. Please confirm your e-mail address.',
      button: 'Confirm e-mail',
    },
    verification: {
      subject: 'Confirm your e-mail address',
      message: 'Please confirm your e-mail address. The link is valid for 24 hours.',
      button: 'Confirm e-mail',
    },
    passwordReset: {
      subject: 'Reset your password',
      message: 'Choose a new password. The link is valid until {expiry} and works once.',
      button: 'New password',
    },
    invitation: {
      subject: '{inviter} invites you to {workspace}',
      message:
        '{inviter} invites you to work in the shop “{workspace}” on Tradepost, as {role}. The link is valid until {expiry} and works once.',
      button: 'Join',
    },
    connectionEnded: {
      subject: 'Connect {platform} again: {account}',
      message:
        'The connection of “{account}” on {platform} to the shop “{workspace}” has ended, and it cannot be renewed by itself. Until you connect the account again, nothing is published there and nothing arrives from there.',
      button: 'Connect again',
    },
    roles: { manager: 'a manager', seller: 'a seller', viewer: 'a viewer' },
  },
  fa: {
    greeting: 'سلام {name}،',
    ignore: 'اگر این درخواست از شما نبوده است، این ایمیل را نادیده بگیرید.',
    welcome: {
      subject: 'به Tradepost خوش آمدید',
      message: 'حساب شما آماده است. لطفاً نشانی ایمیل خود را تأیید کنید.',
      button: 'تأیید ایمیل',
    },
    verification: {
      subject: 'نشانی ایمیل خود را تأیید کنید',
      message: 'لطفاً نشانی ایمیل خود را تأیید کنید. این پیوند ۲۴ ساعت اعتبار دارد.',
      button: 'تأیید ایمیل',
    },
    passwordReset: {
      subject: 'بازنشانی گذرواژه',
      message: 'گذرواژهٔ تازه‌ای برگزینید. این پیوند تا {expiry} اعتبار دارد و یک بار کار می‌کند.',
      button: 'گذرواژهٔ تازه',
    },
    invitation: {
      subject: '{inviter} شما را به {workspace} دعوت می‌کند',
      message:
        '{inviter} شما را دعوت می‌کند تا در فروشگاه «{workspace}» در Tradepost به‌عنوان {role} کار کنید. این پیوند تا {expiry} اعتبار دارد و یک بار کار می‌کند.',
      button: 'پیوستن',
    },
    connectionEnded: {
      subject: '{platform} را دوباره متصل کنید: {account}',
      message:
        'اتصال «{account}» در {platform} به فروشگاه «{workspace}» پایان یافته است و خودبه‌خود تمدید نمی‌شود. تا وقتی این حساب را دوباره متصل نکنید، چیزی در آن منتشر نمی‌شود و چیزی از آن نمی‌رسد.',
      button: 'اتصال دوباره',
    },
    roles: { manager: 'مدیر', seller: 'فروشنده', viewer: 'بیننده' },
  },
  ar: {
    greeting: 'مرحبًا {name}،',
    ignore: 'إذا لم تطلب ذلك، فتجاهل هذه الرسالة.',
    welcome: {
      subject: 'مرحبًا بك في Tradepost',
      message: 'حسابك جاهز. يرجى تأكيد عنوان بريدك الإلكتروني.',
      button: 'تأكيد البريد',
    },
    verification: {
      subject: 'تأكيد عنوان بريدك الإلكتروني',
      message: 'يرجى تأكيد عنوان بريدك الإلكتروني. الرابط صالح لمدة 24 ساعة.',
      button: 'تأكيد البريد',
    },
    passwordReset: {
      subject: 'إعادة تعيين كلمة المرور',
      message: 'اختر كلمة مرور جديدة. الرابط صالح حتى {expiry} ويعمل مرة واحدة.',
      button: 'كلمة مرور جديدة',
    },
    invitation: {
      subject: 'يدعوك {inviter} إلى {workspace}',
      message:
        'يدعوك {inviter} إلى العمل في متجر «{workspace}» على Tradepost بصفة {role}. الرابط صالح حتى {expiry} ويعمل مرة واحدة.',
      button: 'انضمام',
    },
    connectionEnded: {
      subject: 'أعد ربط {platform}: {account}',
      message:
        'انتهى ربط «{account}» على {platform} بمتجر «{workspace}»، ولا يمكن تجديده تلقائيًا. إلى أن تعيد ربط الحساب لن يُنشر فيه شيء ولن يصل منه شيء.',
      button: 'إعادة الربط',
    },
    roles: { manager: 'مدير', seller: 'بائع', viewer: 'مُطّلع' },
  },
  vi: {
    greeting: 'Xin chào {name},',
    ignore: 'Nếu không phải bạn yêu cầu, vui lòng bỏ qua thư này.',
    welcome: {
      subject: 'Chào mừng đến với Tradepost',
      message: 'Tài khoản của bạn đã sẵn sàng. Vui lòng xác nhận địa chỉ e-mail.',
      button: 'Xác nhận e-mail',
    },
    verification: {
      subject: 'Xác nhận địa chỉ e-mail',
      message: 'Vui lòng xác nhận địa chỉ e-mail. Liên kết có hiệu lực trong 24 giờ.',
      button: 'Xác nhận e-mail',
    },
    passwordReset: {
      subject: 'Đặt lại mật khẩu',
      message: 'Hãy chọn mật khẩu mới. Liên kết có hiệu lực đến {expiry} và chỉ dùng được một lần.',
      button: 'Mật khẩu mới',
    },
    invitation: {
      subject: '{inviter} mời bạn vào {workspace}',
      message:
        '{inviter} mời bạn làm việc tại cửa hàng “{workspace}” trên Tradepost với vai trò {role}. Liên kết có hiệu lực đến {expiry} và chỉ dùng được một lần.',
      button: 'Tham gia',
    },
    connectionEnded: {
      subject: 'Hãy kết nối lại {platform}: {account}',
      message:
        'Kết nối của “{account}” trên {platform} với cửa hàng “{workspace}” đã kết thúc và không thể tự gia hạn. Cho đến khi bạn kết nối lại tài khoản, sẽ không có gì được đăng lên đó và cũng không nhận được gì từ đó.',
      button: 'Kết nối lại',
    },
    roles: { manager: 'quản lý', seller: 'nhân viên bán hàng', viewer: 'người xem' },
  },
  ru: {
    greeting: 'Здравствуйте, {name}!',
    ignore: 'Если это были не вы, просто не обращайте внимания на это письмо.',
    welcome: {
      subject: 'Добро пожаловать в Tradepost',
      message: 'Ваша учётная запись готова. Подтвердите, пожалуйста, адрес почты.',
      button: 'Подтвердить адрес',
    },
    verification: {
      subject: 'Подтвердите адрес почты',
      message: 'Подтвердите, пожалуйста, адрес почты. Ссылка действует 24 часа.',
      button: 'Подтвердить адрес',
    },
    passwordReset: {
      subject: 'Сброс пароля',
      message: 'Выберите новый пароль. Ссылка действует до {expiry} и только один раз.',
      button: 'Новый пароль',
    },
    invitation: {
      subject: '{inviter} приглашает вас в {workspace}',
      message:
        '{inviter} приглашает вас работать в магазине «{workspace}» на Tradepost. Ваша роль: {role}. Ссылка действует до {expiry} и только один раз.',
      button: 'Присоединиться',
    },
    connectionEnded: {
      subject: 'Подключите {platform} заново: {account}',
      message:
        'Подключение «{account}» в {platform} к магазину «{workspace}» закончилось, и само оно не возобновится. Пока вы не подключите этот аккаунт снова, там ничего не публикуется и оттуда ничего не приходит.',
      button: 'Подключить снова',
    },
    roles: { manager: 'управляющий', seller: 'продавец', viewer: 'наблюдатель' },
  },
  uz: {
    greeting: 'Assalomu alaykum, {name}!',
    ignore: 'Agar bu siz bo‘lmasangiz, bu xatga e’tibor bermang.',
    welcome: {
      subject: 'Tradepostga xush kelibsiz',
      message: 'Hisobingiz tayyor. Iltimos, e-pochta manzilingizni tasdiqlang.',
      button: 'Tasdiqlash',
    },
    verification: {
      subject: 'E-pochta manzilingizni tasdiqlang',
      message: 'Iltimos, e-pochta manzilingizni tasdiqlang. Havola 24 soat amal qiladi.',
      button: 'Tasdiqlash',
    },
    passwordReset: {
      subject: 'Parolni tiklash',
      message: 'Yangi parol tanlang. Havola {expiry} gacha amal qiladi va bir marta ishlaydi.',
      button: 'Yangi parol',
    },
    invitation: {
      subject: '{inviter} sizni {workspace} do‘koniga taklif qilmoqda',
      message:
        '{inviter} sizni Tradepostdagi “{workspace}” do‘konida {role} sifatida ishlashga taklif qilmoqda. Havola {expiry} gacha amal qiladi va bir marta ishlaydi.',
      button: 'Qo‘shilish',
    },
    connectionEnded: {
      subject: '{platform}ni qayta ulang: {account}',
      message:
        '“{account}” ({platform}) hisobining “{workspace}” do‘koniga ulanishi tugadi va u o‘z-o‘zidan yangilanmaydi. Hisobni qayta ulamaguningizcha u yerda hech narsa chop etilmaydi va u yerdan hech narsa kelmaydi.',
      button: 'Qayta ulash',
    },
    roles: { manager: 'boshqaruvchi', seller: 'sotuvchi', viewer: 'kuzatuvchi' },
  },
}
