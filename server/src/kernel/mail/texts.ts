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
  },
}
